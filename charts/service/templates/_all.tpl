{{- /*
A whole process. Given a dict:
  chart     the chart's own top
  calls     the platform's processes that it calls over HTTP
  calledBy  those that call it
*/ -}}
{{- define "service.all" -}}
{{- range list "service.identity" "service.settings" "service.deployment" "service.address" "service.availability" "service.network" "service.measures" "service.alerts" "service.backup" "service.restore" "service.test" }}
---
{{ include . $ }}
{{- end }}
{{- end }}
