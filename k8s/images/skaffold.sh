#!/usr/bin/env bash
# What Skaffold calls for an image: IMAGE is its whole name, PUSH_IMAGE says whether a registry or the local Docker engine gets it.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${IMAGE##*/}
name=${name%%[:@]*}
npm run --silent images -- "$name" --once
built=$(node -p "JSON.parse(require('node:fs').readFileSync('.images/images.json', 'utf8'))['$name'].image")
id=$(buildah pull --quiet "oci:.images/layout:$built")
to=docker-daemon:$IMAGE
[ "${PUSH_IMAGE:-false}" = true ] && to=docker://$IMAGE
buildah push --quiet "$id" "$to"
