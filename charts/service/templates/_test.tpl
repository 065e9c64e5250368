{{- /* `helm test`: the process is ready, asked through its address as anybody would. */ -}}
{{- define "service.test" -}}
{{- $test := dict "chart" .chart "component" "test" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.name" . }}-test
  namespace: {{ .chart.Release.Namespace }}
  labels: {{- include "service.labels" $test | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-weight: "-1"
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  podSelector:
    matchLabels: { app.kubernetes.io/part-of: cpmp, app.kubernetes.io/name: {{ .chart.Chart.Name }}, app.kubernetes.io/component: test }
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "service.egressToDns" . | nindent 4 }}
    - ports: [{ port: 8080, protocol: TCP }]
      to:
        - podSelector:
            matchLabels: {{- include "service.selector" . | nindent 14 }}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "service.name" . }}-test
  namespace: {{ .chart.Release.Namespace }}
  labels: {{- include "service.labels" $test | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
    # A pod that ends has nothing to be probed for.
    kube-score/ignore: pod-probes
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "service.name" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext: {{- include "service.podSecurity" . | nindent 4 }}
  {{- include "service.pullSecrets" . | nindent 2 }}
  containers:
    - name: ask
      image: {{ include "service.image" . | quote }}
      imagePullPolicy: IfNotPresent
      command: [node, --eval]
      args: ["fetch('http://{{ include "service.name" . }}:8080/ready').then(async (answer) => { console.log(answer.status, await answer.text()); process.exitCode = answer.ok ? 0 : 1; })"]
      securityContext: {{- include "service.containerSecurity" . | nindent 8 }}
      resources:
        requests: { cpu: 20m, memory: 64Mi, ephemeral-storage: 16Mi }
        limits: { cpu: 500m, memory: 128Mi, ephemeral-storage: 32Mi }
{{- end }}
