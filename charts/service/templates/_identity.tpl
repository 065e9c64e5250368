{{- define "service.identity" -}}
apiVersion: v1
kind: ServiceAccount
metadata: {{- include "service.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "service.settings" -}}
apiVersion: v1
kind: ConfigMap
metadata: {{- include "service.metadata" . | nindent 2 }}
data:
{{- range $name, $value := .chart.Values.settings }}
  {{- if ne (toString $value) "" }}
  {{ $name }}: {{ $value | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "service.address" -}}
apiVersion: v1
kind: Service
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector: {{- include "service.selector" . | nindent 4 }}
  ports:
    - { name: http, port: 8080, targetPort: http, protocol: TCP }
    - { name: metrics, port: 9464, targetPort: metrics, protocol: TCP }
{{- end }}
