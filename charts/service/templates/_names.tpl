{{- /* One platform a namespace: names do not depend on the release, so that the parts find each other. */ -}}
{{- define "service.name" -}}
cpmp-{{ .chart.Chart.Name }}
{{- end }}

{{- define "service.selector" -}}
app.kubernetes.io/part-of: cpmp
app.kubernetes.io/name: {{ .chart.Chart.Name }}
app.kubernetes.io/component: process
{{- end }}

{{- define "service.labels" -}}
app.kubernetes.io/part-of: cpmp
app.kubernetes.io/name: {{ .chart.Chart.Name }}
app.kubernetes.io/component: {{ .component | default "process" }}
app.kubernetes.io/instance: {{ .chart.Release.Name }}
app.kubernetes.io/version: {{ .chart.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .chart.Release.Service }}
{{- end }}

{{- define "service.metadata" -}}
name: {{ include "service.name" . }}
namespace: {{ .chart.Release.Namespace }}
labels: {{- include "service.labels" . | nindent 2 }}
{{- end }}

{{- define "service.image" -}}
{{- with .chart.Values.image -}}
{{ .registry }}/{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.chart.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- /* What the restricted Pod Security level asks of a pod, and of a container. */ -}}
{{- define "service.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
