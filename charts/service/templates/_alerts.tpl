{{- /* Says something where the process keeps a log of its own, and with it engines: whoever calls the others, the console, keeps nothing. */ -}}
{{- define "service.keeps" -}}
{{- if not .calls }}yes{{ end }}
{{- end }}

{{- /* Of every process, from what the cluster measures itself (kube-state-metrics) and from its requests. */ -}}
{{- define "service.alertsOfAny" -}}
{{- $deployment := printf "{namespace=%q,deployment=%q}" .chart.Release.Namespace (include "service.name" .) -}}
{{- $of := printf "namespace=%q,service=%q" .chart.Release.Namespace .chart.Chart.Name -}}
- alert: ProcessNotReady
  expr: kube_deployment_status_replicas_available{{ $deployment }} < kube_deployment_spec_replicas{{ $deployment }}
  for: 10m
  labels: { severity: warning }
  annotations: { summary: Fewer pods are ready than there should be }
- alert: ProcessAbsent
  expr: kube_deployment_status_replicas_available{{ $deployment }} == 0 and kube_deployment_spec_replicas{{ $deployment }} > 0
  for: 2m
  labels: { severity: critical }
  annotations: { summary: No pod is ready }
- alert: RequestsFail
  expr: sum(rate(cpmp_http_duration_seconds_count{ {{- $of }},status="5xx"}[10m])) / sum(rate(cpmp_http_duration_seconds_count{ {{- $of }}}[10m])) > 0.05
  for: 5m
  labels: { severity: critical }
  annotations: { summary: More than one request in twenty ends in an error of ours }
- alert: RequestsSlow
  expr: histogram_quantile(0.99, sum by (le) (rate(cpmp_http_duration_seconds_bucket{ {{- $of }},route!~".*/events"}[10m]))) > 2.5
  for: 10m
  labels: { severity: warning }
  annotations: { summary: "One request in a hundred takes longer than 2.5 s" }
{{- end }}

{{- /* Of a process that keeps a log: every pod says the same of it, so the worst is taken. */ -}}
{{- define "service.alertsOfLog" -}}
{{- $of := printf "namespace=%q,service=%q" .chart.Release.Namespace .chart.Chart.Name -}}
{{- $reads := printf "namespace=%q,reader=%q" .chart.Release.Namespace .chart.Chart.Name -}}
{{- $log := printf "namespace=%q,log=~%q" .chart.Release.Namespace (printf "%s/.*" .chart.Chart.Name) -}}
- alert: MeasuresMissing
  expr: absent(cpmp_ready{ {{- $of }}}) and on () kube_deployment_spec_replicas{namespace={{ .chart.Release.Namespace | quote }},deployment={{ include "service.name" . | quote }}} > 0
  for: 10m
  labels: { severity: warning }
  annotations: { summary: "Nobody reads its measures, so that its other alerts are blind" }
- alert: EngineAway
  expr: min by (port) (cpmp_port_up{ {{- $of }},port!="cache"}) == 0
  for: 5m
  labels: { severity: critical }
  annotations: { summary: An engine does not answer a pod }
- alert: CacheAway
  expr: min by (port) (cpmp_port_up{ {{- $of }},port="cache"}) == 0
  for: 15m
  labels: { severity: warning }
  annotations: { summary: "The shared cache does not answer: each pod counts callers by itself" }
- alert: NotPublished
  expr: max(cpmp_relay_age_seconds{ {{- $of }}}) > 60
  for: 2m
  labels: { severity: critical }
  annotations: { summary: What is committed does not reach its topics }
- alert: MessagesWait
  expr: max by (topic) (min_over_time(cpmp_messages_waiting{ {{- $reads }}}[10m])) > 100
  for: 5m
  labels: { severity: warning }
  annotations: { summary: Messages come faster than they are handled }
- alert: DeadLetters
  expr: max by (topic) (cpmp_messages_dead{ {{- $reads }}}) > 0
  labels: { severity: critical }
  annotations: { summary: A message was given up and waits for a person }
- alert: DeadlinesUntaken
  expr: max(cpmp_deadlines_untaken{ {{- $of }}}) > 0
  for: 15m
  labels: { severity: critical }
  annotations: { summary: Deadlines were set that nobody would be told of }
- alert: DueLate
  expr: max(cpmp_due_age_seconds{ {{- $of }}}) > 120
  for: 5m
  labels: { severity: critical }
  annotations: { summary: What is due by itself is not done }
- alert: DueFails
  expr: max(cpmp_due_failing{ {{- $of }}}) > 0
  for: 15m
  labels: { severity: warning }
  annotations: { summary: A due item fails again and again }
- alert: LedgerFell
  expr: max by (log) (cpmp_ledger_position{ {{- $log }}}) < max by (log) (max_over_time(cpmp_ledger_position{ {{- $log }}}[6h]))
  labels: { severity: critical }
  annotations: { summary: A ledger has fewer commits than it had }
{{- end }}

{{- /* Of the job that copies the log, where there is one: three turns that came to nothing, or none that ever came to anything. */ -}}
{{- define "service.alertsOfBackup" -}}
{{- $last := printf "kube_cronjob_status_last_successful_time{namespace=%q,cronjob=%q}" .chart.Release.Namespace (printf "%s-backup" (include "service.name" .)) -}}
- alert: BackupLate
  expr: (time() - max({{ $last }}) > {{ mul 180 (int .chart.Values.backup.everyMinutes) }}) or absent({{ $last }})
  for: 15m
  labels: { severity: critical }
  annotations: { summary: "The log is not backed up: what a lost disk takes grows" }
{{- end }}

{{- /* Where Prometheus' operator is. Each alert has its page in charts/RUNBOOKS.md. */ -}}
{{- define "service.alerts" -}}
{{- if .chart.Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
{{- $rules := include "service.alertsOfAny" . | fromYamlArray }}
{{- if include "service.keeps" . }}{{ $rules = concat $rules (include "service.alertsOfLog" . | fromYamlArray) }}{{ end -}}
{{- if and .chart.Values.backup .chart.Values.backup.claim }}{{ $rules = concat $rules (include "service.alertsOfBackup" . | fromYamlArray) }}{{ end -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  groups:
    - name: {{ include "service.name" . }}
      rules:
        {{- range $rules }}
        - {{ mergeOverwrite . (dict "labels" (dict "process" (include "service.name" $)) "annotations" (dict "runbook" (printf "charts/RUNBOOKS.md#%s" (lower .alert)))) | toYaml | nindent 10 | trim }}
        {{- end }}
{{- end }}
{{- end }}
