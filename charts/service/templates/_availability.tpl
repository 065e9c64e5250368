{{- /* Says something when the autoscaler has a range to move in. */ -}}
{{- define "service.scales" -}}
{{- with .chart.Values.replicas -}}
{{- if and (gt (int .min) 0) (gt (int .max) (int .min)) }}yes{{ end }}
{{- end }}
{{- end }}

{{- define "service.availability" -}}
{{- /* One pod at a time may be drained away, whatever their number: a budget that a single pod cannot meet would hold up the node. */ -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
{{- if include "service.scales" . }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "service.name" . }} }
  minReplicas: {{ .chart.Values.replicas.min }}
  maxReplicas: {{ .chart.Values.replicas.max }}
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: {{ .chart.Values.replicas.cpuPercent }} } }
{{- end }}
{{- end }}
