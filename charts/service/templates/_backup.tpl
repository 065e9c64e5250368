{{- /* Copies what is new of the service's log, and of who read it, into a volume of its own. Who issues permits before who holds things under them: what a holder knows and the other lost is ended, and nothing is out that no holder knows of. */ -}}
{{- define "service.backup" -}}
{{- with .chart.Values.backup }}
{{- if .claim }}
{{- $backup := dict "chart" $.chart "component" "backup" -}}
{{- $every := int .everyMinutes }}
{{- $late := ternary 0 (div $every 2) (eq $.chart.Chart.Name "authorisation") }}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ include "service.name" $ }}-backup
  namespace: {{ $.chart.Release.Namespace }}
  labels: {{- include "service.labels" $backup | nindent 4 }}
spec:
  schedule: {{ printf "%d-59/%d * * * *" $late $every | quote }}
  {{- /* A backup is one file that one process writes; the next copies what this one did not. */}}
  concurrencyPolicy: Forbid
  {{- if .restore }}
  suspend: true
  {{- end }}
  startingDeadlineSeconds: 300
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 1
      activeDeadlineSeconds: 3600
      template:
        metadata:
          labels: {{- include "service.labels" $backup | nindent 12 }}
        spec:
          {{- $args := list "--service" $.chart.Chart.Name "--to" "/backup" }}
          {{- include "service.backupPod" (dict "chart" $.chart "name" "backup" "args" $args) | trim | nindent 10 }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.name" $ }}-backup
  namespace: {{ $.chart.Release.Namespace }}
  labels: {{- include "service.labels" $backup | nindent 4 }}
spec:
  podSelector:
    matchLabels: { app.kubernetes.io/part-of: cpmp, app.kubernetes.io/name: {{ $.chart.Chart.Name }}, app.kubernetes.io/component: backup }
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "service.egressToDns" $ | nindent 4 }}
    {{- $reaches := false }}
    {{- range $.chart.Values.network.to }}
    {{- if eq .name "mongodb" }}
    {{- $reaches = true }}
    - ports: [{ port: {{ .port }}, protocol: TCP }]
      to:
        - {{ include "service.peer" . | trim | nindent 10 | trim }}
    {{- end }}
    {{- end }}
    {{- /* Its backups would fail at a network that nobody looks at, while the process itself goes on. */}}
    {{- if not $reaches }}{{ fail "backup.claim is given, and network.to names no peer mongodb: no backup would reach the log" }}{{ end }}
{{- end }}
{{- end }}
{{- end }}

{{- /*
A pod at the backup's disk that reaches the log and nothing else. Given a dict: `chart`; `name`, of its command; `args`; `checkpoints`, a ConfigMap that it is held against, if any.
*/ -}}
{{- define "service.backupPod" -}}
restartPolicy: Never
serviceAccountName: {{ include "service.name" $ }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "service.podSecurity" $ | nindent 2 }}
{{- include "service.pullSecrets" . | nindent 0 }}
containers:
  - name: {{ .name }}
    image: {{ include "service.image" $ | quote }}
    imagePullPolicy: IfNotPresent
    command: [node, libs/shell/dist/process/{{ .name }}.command.js]
    args: {{- toYaml .args | nindent 6 }}
    env:
      - { name: MONGODB_URI, value: {{ $.chart.Values.settings.MONGODB_URI | quote }} }
      {{- /* Of the process's secrets those that the log needs: none that opens a sealed text. */}}
      {{- range $secret, $keys := $.chart.Values.secrets }}
      {{- range $key, $name := $keys }}
      {{- if has $name (list "MONGODB_USERNAME" "MONGODB_PASSWORD") }}
      - { name: {{ $name }}, valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ $key | quote }} } } }
      {{- end }}
      {{- end }}
      {{- end }}
      {{- range $secret, $keys := $.chart.Values.secretFiles }}
      {{- range $key, $names := $keys }}
      {{- range $names }}
      {{- if has . (list "MONGODB_CA_FILE" "NODE_EXTRA_CA_CERTS" "CHECKPOINT_KEY_FILE") }}
      - { name: {{ . }}, value: {{ printf "/run/secrets/%s/%s" $secret $key | quote }} }
      {{- end }}
      {{- end }}
      {{- end }}
      {{- end }}
    securityContext: {{- include "service.containerSecurity" $ | nindent 6 }}
    resources:
      requests: { cpu: 50m, memory: 128Mi, ephemeral-storage: 16Mi }
      limits: { cpu: "1", memory: {{ .chart.Values.backup.memory }}, ephemeral-storage: 32Mi }
    volumeMounts:
      - { name: backup, mountPath: /backup }
      {{- if .checkpoints }}
      - { name: checkpoints, mountPath: /checkpoints, readOnly: true }
      {{- end }}
      {{- include "service.mounts" $ | trim | nindent 6 }}
volumes:
  - name: backup
    persistentVolumeClaim: { claimName: {{ .chart.Values.backup.claim }}-{{ .chart.Chart.Name }} }
  {{- if .checkpoints }}
  - name: checkpoints
    configMap: { name: {{ .checkpoints }}, defaultMode: 0440 }
  {{- end }}
  {{- include "service.volumes" $ | trim | nindent 2 }}
{{- end }}
