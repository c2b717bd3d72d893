#!/bin/sh
# Makes the secrets that docker-compose.yml names, in ops/docker/secrets, unless they are there.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets
random() { head -c 32 /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_'; }
for name in password api-token read-token grafana-password; do
  [ -e "$name" ] || random > "$name"
done
[ -e metrics-token ] || cp read-token metrics-token
# Prometheus and Grafana run as other users; nobody else can enter the folder.
chmod 644 metrics-token grafana-password
# The daemons run as user 1000 and read what belongs to it alone.
if [ "$(id -u)" = 0 ]; then
  chown 1000:1000 password api-token read-token
elif [ "$(id -u)" != 1000 ]; then
  echo "Run as root once: chown 1000:1000 $PWD/password $PWD/api-token $PWD/read-token" >&2
  exit 1
fi
