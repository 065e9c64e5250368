{{- define "service.network" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports: [{ port: 8080, protocol: TCP }]
      from:
        {{- range .calledBy }}
        - podSelector: { matchLabels: { app.kubernetes.io/part-of: cpmp, app.kubernetes.io/name: {{ . }}, app.kubernetes.io/component: process } }
        {{- end }}
        - podSelector: { matchLabels: { app.kubernetes.io/part-of: cpmp, app.kubernetes.io/name: {{ .chart.Chart.Name }}, app.kubernetes.io/component: test } }
        {{- range .chart.Values.network.from }}
        - {{ include "service.peer" . | trim | nindent 10 | trim }}
        {{- end }}
    {{- with .chart.Values.network.metrics }}
    - ports: [{ port: 9464, protocol: TCP }]
      from:
        {{- range . }}
        - {{ include "service.peer" . | trim | nindent 10 | trim }}
        {{- end }}
    {{- end }}
  egress:
    {{- include "service.egress" . | nindent 4 }}
    {{- range .calls }}
    - ports: [{ port: 8080, protocol: TCP }]
      to:
        - podSelector: { matchLabels: { app.kubernetes.io/part-of: cpmp, app.kubernetes.io/name: {{ . }}, app.kubernetes.io/component: process } }
    {{- end }}
{{- end }}

{{- /* Names, and whom the values name. */ -}}
{{- define "service.egress" -}}
{{- include "service.egressToDns" . }}
{{- range .chart.Values.network.to }}
# {{ .name }}
- ports: [{ port: {{ .port }}, protocol: TCP }]
  to:
    - {{ include "service.peer" . | trim | nindent 6 | trim }}
{{- end }}
{{- end }}

{{- define "service.egressToDns" -}}
- ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
  to:
    - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
      podSelector: { matchLabels: { k8s-app: kube-dns } }
{{- end }}

{{- /* Pods of a namespace, or addresses; the schema lets nobody name neither. */ -}}
{{- define "service.peer" -}}
{{- if .cidr }}
ipBlock: { cidr: {{ .cidr }} }
{{- else }}
namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .namespace }} } }
{{- with .pods }}
podSelector:
  matchLabels: {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}
{{- end }}
