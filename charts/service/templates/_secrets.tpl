{{- /* Secrets by reference. None is optional: a pod without one does not start, and Kubernetes names the secret and the key. */ -}}
{{- define "service.env" -}}
{{- $names := list }}
{{- range $secret, $keys := .chart.Values.secrets }}{{ range $keys }}{{ $names = append $names . }}{{ end }}{{ end }}
{{- range $secret, $keys := .chart.Values.secretFiles }}{{ range $keys }}{{ $names = concat $names . }}{{ end }}{{ end }}
{{- range $names | uniq }}
{{- $name := . }}
{{- $times := 0 }}
{{- range $names }}{{ if eq . $name }}{{ $times = add1 $times }}{{ end }}{{ end }}
{{- if gt (int $times) 1 }}{{ fail (printf "%s comes from two secrets; null takes one of the chart's own out" $name) }}{{ end }}
{{- end }}
{{- range $secret, $keys := .chart.Values.secrets }}
{{- range $key, $name := $keys }}
- name: {{ $name }}
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ $key | quote }} } }
{{- end }}
{{- end }}
{{- range $secret, $keys := .chart.Values.secretFiles }}
{{- range $key, $names := $keys }}
{{- range $names }}
- name: {{ . }}
  value: {{ printf "/run/secrets/%s/%s" $secret $key | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* A folder to write in, since the root is none, and one for each Secret that is read as files. */ -}}
{{- define "service.mounts" -}}
- { name: scratch, mountPath: /tmp }
{{- range $secret, $_ := .chart.Values.secretFiles }}
- { name: {{ $secret }}, mountPath: /run/secrets/{{ $secret }}, readOnly: true }
{{- end }}
{{- end }}

{{- define "service.volumes" -}}
- name: scratch
  emptyDir: { sizeLimit: 64Mi }
{{- range $secret, $keys := .chart.Values.secretFiles }}
- name: {{ $secret }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
    items:
      {{- range $key, $_ := $keys }}
      - { key: {{ $key | quote }}, path: {{ $key | quote }} }
      {{- end }}
{{- end }}
{{- end }}

{{- define "service.pullSecrets" -}}
{{- with .chart.Values.image.pullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}
