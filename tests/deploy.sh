#!/usr/bin/env bash
# The examples of docs/deploy, as they are but for ports and paths: nginx in front of a store over
# TLS, and the service file as systemd reads it. Speaks TAP.
set -u
cd "$(dirname "$0")/.."
doudi=${DOUDI:-build/release/src/cli/doudi}
export DOUDI_HOME=$PWD
work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait
  rm -rf "$work"
}
trap finish EXIT
if [ ! -x /usr/sbin/nginx ]; then echo "1..0 # SKIP nginx is not installed"; exit 0; fi

point=0
ok() {  # ok WHAT COMMAND…
  local what=$1
  shift
  point=$((point + 1))
  if "$@" >"$work/said" 2>&1; then echo "ok $point - $what"; else
    sed 's/^/# /' "$work/said" | head -20
    echo "not ok $point - $what"
  fi
}
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
until_answered() {
  for _ in $(seq 100); do
    curl -sk -o /dev/null "$1" && return 0
    sleep 0.1
  done
  return 1
}

# ---- a store, and nginx before it ----
host=minzheng.example
plain=$(free_port) tls=$(free_port) inner=$(free_port)
"$doudi" init --store "$work/store.db" --home 360203 --divisions tests/stories/divisions \
  >"$work/init" 2>&1 || cat "$work/init"
"$doudi" serve --store "$work/store.db" --port "$inner" --proxy --host "$host" >"$work/serve" 2>&1 &
server=$!
pids+=("$server")
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$host" -keyout "$work/tls.key" \
  -out "$work/tls.crt" >/dev/null 2>&1
sed -e "s/listen 80;/listen 127.0.0.1:$plain;/" -e "s/listen 443 ssl/listen 127.0.0.1:$tls ssl/" \
  -e "/listen \[::\]/d" -e "s/127.0.0.1:8080/127.0.0.1:$inner/" -e "s|/etc/doudi|$work|" \
  docs/deploy/nginx.conf >"$work/doudi.conf"
cat >"$work/nginx.conf" <<END
pid $work/nginx.pid;
error_log $work/error.log;
daemon off;
events {}
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  include $work/doudi.conf;
}
END
ok "nginx takes the file" nginx -t -e "$work/error.log" -c "$work/nginx.conf"
nginx -e "$work/error.log" -c "$work/nginx.conf" &
pids+=("$!")
site=https://$host:$tls
ask() {
  curl -sk --max-time 20 --resolve "$host:$tls:127.0.0.1" --resolve "$host:$plain:127.0.0.1" "$@"
}
until_answered "http://127.0.0.1:$inner/healthz"
until_answered "https://127.0.0.1:$tls/"

shows() {  # shows PATTERN CURL-ARGUMENTS…: head and body together
  local pattern=$1
  shift
  ask -i "$@" | tee "$work/answer" | grep -qiE "$pattern" || { cat "$work/answer"; return 1; }
}
form='Content-Type: application/x-www-form-urlencoded'
ok "the site lives" shows '^ok' "$site/healthz"
ok "HTTP/2 to the browser" shows '^HTTP/2 200' "$site/healthz"
ok "only over TLS from now on" shows '^strict-transport-security: max-age=31536000' "$site/healthz"
ok "plain HTTP is sent to TLS" shows "^location: https://$host" "http://$host:$plain/login"
ok "the policy of pages comes through" shows "^content-security-policy: default-src 'none'" \
  "$site/login"
ok "pages are packed" shows '^content-encoding: gzip' -H 'Accept-Encoding: gzip' --output - \
  "$site/style.css"
ok "a foreign name is not answered" shows ' 421' -H 'Host: evil.example' "$site/login"
ok "a form of this site is taken" shows '^HTTP/2 (200|401|422)' -H "Origin: $site" -H "$form" \
  -d 'account=a&password=b' "$site/login"
ok "a form of another site is not" shows ' 403' -H 'Origin: https://evil.example' -H "$form" \
  -d 'account=a&password=b' "$site/login"
ok "a form that says nothing of its site is not" shows ' 403' -H "$form" \
  -d 'account=a&password=b' "$site/login"
guess() {
  for _ in $(seq 40); do ask -o /dev/null -w '%{http_code}\n' "$site/login"; done | grep -q 429
}
ok "who guesses passwords is slowed down" guess
smuggle() {  # two lengths for one body
  printf 'POST /login HTTP/1.1\r\nHost: %s\r\nContent-Length: 4\r\n%s\r\n0\r\n\r\n' "$host" \
    $'Transfer-Encoding: chunked\r\n' |
    openssl s_client -quiet -connect "127.0.0.1:$tls" 2>/dev/null | grep -q '^HTTP/1.1 400'
}
ok "a request with two lengths goes nowhere" smuggle
ends() { kill -TERM "$server" && wait "$server"; }
ok "the server ends quietly" ends

# ---- the service ----
mkdir -p "$work/root/etc/systemd/system" "$work/root/opt/doudi/bin"
cp docs/deploy/doudi.service "$work/root/etc/systemd/system/"
cp "$doudi" "$work/root/opt/doudi/bin/"
if command -v systemd-analyze >/dev/null; then
  sed "s|/opt/doudi/bin/doudi|$work/root/opt/doudi/bin/doudi|" docs/deploy/doudi.service \
    >"$work/doudi.service"
  ok "systemd takes the service" systemd-analyze verify --man=no "$work/doudi.service"
  ok "the service can do little (exposure below 2)" systemd-analyze security --no-pager \
    --offline=true --threshold=20 "$work/doudi.service"
fi
echo "1..$point"
