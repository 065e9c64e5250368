{{- /* Says something while the service's log is being put back from its backup. */ -}}
{{- define "service.restoring" -}}
{{- with .chart.Values.backup }}{{ if .restore }}yes{{ end }}{{ end }}
{{- end }}

{{- /* Puts the service's log, and that of who read it, into an empty MongoDB, held against checkpoints that were kept elsewhere. No process of it runs meanwhile, and no backup: one that opened the empty log would begin it again under a name that is taken. */ -}}
{{- define "service.restore" -}}
{{- if include "service.restoring" . }}
{{- with .chart.Values.backup }}
{{- if not .claim }}{{ fail "backup.restore is given, and no backup.claim: there is nothing to restore from" }}{{ end }}
{{- $service := $.chart.Chart.Name }}
{{- $args := list "--service" $service "--from" "/backup" "--checkpoint" (printf "/checkpoints/%s.checkpoint" $service) "--checkpoint" (printf "/checkpoints/%s-access.checkpoint" $service) }}
{{- $labels := include "service.labels" (dict "chart" $.chart "component" "backup") }}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "service.name" $ }}-restore
  namespace: {{ $.chart.Release.Namespace }}
  labels: {{- $labels | nindent 4 }}
spec:
  {{- /* One that was broken off goes on where it was. */}}
  backoffLimit: 2
  template:
    metadata:
      labels: {{- $labels | nindent 8 }}
    spec:
      {{- include "service.backupPod" (dict "chart" $.chart "name" "restore" "args" $args "checkpoints" .restore) | trim | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}
