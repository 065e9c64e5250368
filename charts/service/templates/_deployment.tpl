{{- define "service.deployment" -}}
{{- $values := .chart.Values -}}
{{- /* One service alone has a place for law that is offered. */ -}}
{{- $law := ($values.law | default dict).configMap -}}
apiVersion: apps/v1
kind: Deployment
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  {{- /* Where the autoscaler decides, a number here would undo it at every upgrade. */}}
  {{- if include "service.restoring" . }}
  replicas: 0
  {{- else if not (include "service.scales" .) }}
  replicas: {{ $values.replicas.min }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  {{- /* One that is ready for a moment only does not count yet: the old one stays. */}}
  minReadySeconds: 10
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "service.labels" . | nindent 8 }}
      annotations:
        {{- /* Settings are read once, at the start: another setting is another pod. */}}
        checksum/settings: {{ include "service.settings" . | sha256sum }}
    spec:
      serviceAccountName: {{ include "service.name" . }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      terminationGracePeriodSeconds: 60
      {{- include "service.pullSecrets" . | nindent 6 }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "service.selector" $ | nindent 14 }}
        {{- end }}
      containers:
        - name: process
          image: {{ include "service.image" . | quote }}
          imagePullPolicy: IfNotPresent
          ports:
            - { name: http, containerPort: 8080, protocol: TCP }
            - { name: metrics, containerPort: 9464, protocol: TCP }
          envFrom:
            - configMapRef: { name: {{ include "service.name" . }} }
          env: {{- include "service.env" . | trim | nindent 12 }}
            {{- if $law }}
            - { name: LAW_FOLDER, value: /run/law }
            {{- end }}
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          {{- /* While a store is away a starting process answers 503 to everything and waits; ten minutes of that are enough. */}}
          startupProbe: { httpGet: { path: /live, port: http }, periodSeconds: 2, failureThreshold: 300, timeoutSeconds: 2 }
          {{- /* Every pod asks the same engines: when one is slow all would be taken out at once, and callers met by nobody instead of by a 503 that says when to come again (seen, with 2 and 3 here). */}}
          readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 5, failureThreshold: 6, timeoutSeconds: 5 }
          livenessProbe: { httpGet: { path: /live, port: http }, periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 }
          {{- /* New connections stop coming before the process stops taking them: a node that is busy takes seconds to hear of it (seen, with 5 here). */}}
          lifecycle: { preStop: { sleep: { seconds: 15 } } }
          volumeMounts: {{- include "service.mounts" . | trim | nindent 12 }}
            {{- if $law }}
            - { name: law, mountPath: /run/law, readOnly: true }
            {{- end }}
      volumes: {{- include "service.volumes" . | trim | nindent 8 }}
        {{- if $law }}
        - { name: law, configMap: { name: {{ $law }}, defaultMode: 0440 } }
        {{- end }}
{{- end }}
