{{- /* From what the cluster itself measures (kube-state-metrics), where Prometheus' operator is. */ -}}
{{- define "service.alerts" -}}
{{- if .chart.Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
{{- $name := include "service.name" . -}}
{{- $namespace := .chart.Release.Namespace -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  groups:
    - name: {{ $name }}
      rules:
        - alert: ProcessNotReady
          expr: kube_deployment_status_replicas_available{namespace={{ $namespace | quote }},deployment={{ $name | quote }}} < kube_deployment_spec_replicas{namespace={{ $namespace | quote }},deployment={{ $name | quote }}}
          for: 10m
          labels: { severity: warning, process: {{ $name }} }
          annotations: { summary: {{ printf "Fewer pods of %s are ready than there should be" $name | quote }} }
        - alert: ProcessAbsent
          expr: kube_deployment_status_replicas_available{namespace={{ $namespace | quote }},deployment={{ $name | quote }}} == 0 and kube_deployment_spec_replicas{namespace={{ $namespace | quote }},deployment={{ $name | quote }}} > 0
          for: 2m
          labels: { severity: critical, process: {{ $name }} }
          annotations: { summary: {{ printf "No pod of %s is ready" $name | quote }} }
{{- end }}
{{- end }}
