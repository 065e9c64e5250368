{{- /* Where Prometheus' operator is: who reads the measures (libs/shell/src/telemetry/registry.ts), and a dashboard of them for Grafana's sidecar. */ -}}
{{- define "service.measures" -}}
{{- if .chart.Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  endpoints:
    {{- /* What a measure says of itself stands: the operator would write the Service's name over ours. */}}
    - { port: metrics, path: /metrics, interval: 30s, scrapeTimeout: 10s, honorLabels: true }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "service.name" . }}-dashboard
  namespace: {{ .chart.Release.Namespace }}
  labels: {{- include "service.labels" . | nindent 4 }}
    grafana_dashboard: "1"
data:
  {{ include "service.name" . }}.json: {{ include "service.dashboard" . | quote }}
{{- end }}
{{- end }}

{{- /* What is drawn: title | unit | legend | expression. */ -}}
{{- define "service.panels" -}}
{{- $of := printf "namespace=%q,service=%q" .chart.Release.Namespace .chart.Chart.Name -}}
{{- $reads := printf "namespace=%q,reader=%q" .chart.Release.Namespace .chart.Chart.Name -}}
- Requests | reqps | {{ "{{status}}" }} | sum by (status) (rate(cpmp_http_duration_seconds_count{ {{- $of }}}[5m]))
- Longest of a hundred requests | s | {{ "{{route}}" }} | histogram_quantile(0.99, sum by (le, route) (rate(cpmp_http_duration_seconds_bucket{ {{- $of }},route!~".*/events"}[5m])))
{{- if include "service.keeps" . }}
- Messages handled | ops | {{ "{{topic}} {{outcome}}" }} | sum by (topic, outcome) (rate(cpmp_message_duration_seconds_count{ {{- $reads }}}[5m]))
- Messages that wait | short | {{ "{{topic}}" }} | max by (topic) (cpmp_messages_waiting{ {{- $reads }}})
- Dead letters | short | {{ "{{topic}}" }} | max by (topic) (cpmp_messages_dead{ {{- $reads }}})
- Positions not published | short | positions | max(cpmp_relay_positions{ {{- $of }}})
- The oldest of them | s | age | max(cpmp_relay_age_seconds{ {{- $of }}})
- Ledger | short | {{ "{{log}}" }} | max by (log) (cpmp_ledger_position{namespace={{ .chart.Release.Namespace | quote }},log=~"{{ .chart.Chart.Name }}/.*"})
- Deadlines | short | {{ "{{state}}" }} | max by (state) (cpmp_deadlines{ {{- $of }}})
- Deadlines that nobody took on | short | untaken | max(cpmp_deadlines_untaken{ {{- $of }}})
- The oldest that is due | s | age | max(cpmp_due_age_seconds{ {{- $of }}})
- Due items that fail | short | failing | max(cpmp_due_failing{ {{- $of }}})
- Pods that are ready | short | ready | sum(cpmp_ready{ {{- $of }}})
- Engines that answer | short | {{ "{{port}}" }} | min by (port) (cpmp_port_up{ {{- $of }}})
{{- end }}
{{- end }}

{{- define "service.dashboard" -}}
{{- $panels := list }}
{{- range $place, $line := include "service.panels" . | splitList "\n" }}
{{- $part := trimPrefix "- " $line | splitn " | " 4 }}
{{- $grid := dict "x" (mul 12 (mod $place 2)) "y" (mul 8 (div $place 2)) "w" 12 "h" 8 }}
{{- $panels = append $panels (dict "id" (add1 $place) "type" "timeseries" "title" $part._0 "gridPos" $grid "fieldConfig" (dict "defaults" (dict "unit" $part._1 "min" 0) "overrides" list) "targets" (list (dict "refId" "A" "legendFormat" $part._2 "expr" $part._3))) }}
{{- end }}
{{- dict "uid" (include "service.name" .) "title" (printf "CPMP %s" .chart.Chart.Name) "tags" (list "cpmp") "schemaVersion" 39 "timezone" "Europe/London" "refresh" "30s" "time" (dict "from" "now-6h" "to" "now") "panels" $panels | toJson }}
{{- end }}
