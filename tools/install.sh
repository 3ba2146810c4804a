#!/usr/bin/env bash
# Installs what a bare Debian 12 lacks. Usage: tools/install.sh run|test
# Asks dpkg first, so that a second call takes no time and needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
here=${1:-run}

packages=(gcc libc6-dev meson ninja-build pkg-config python3 ca-certificates
  libuv1-dev zlib1g-dev libzip-dev libexpat1-dev libxlsxwriter-dev libssl-dev libgcrypt20-dev
  libcmocka-dev libpq-dev libfreexl-dev libicu-dev libopencc-dev libcairo2-dev libpango1.0-dev
  libqrencode-dev fonts-noto-cjk fonts-arphic-ukai fonts-hanazono)
[ "$here" = test ] && packages+=(postgresql-15 clang clang-14 chromium chromium-l10n poppler-utils
  nginx-light curl openssl)
# tools/coverage, which only ./test --long runs
[ "${DOUDI_LONG:-no}" = yes ] && packages+=(gcovr clang-19 llvm-19)
command -v npm >/dev/null || packages+=(nodejs npm)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "安装系统软件包: ${missing[*]}"
  as_root=()
  if [ "$(id -u)" != 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ -L node_modules ]; then
  echo "node_modules 是符号链接，不动它"
  exit 0
fi
want="$here $(sha256sum package-lock.json | cut -c1-16)"
if [ "$(cat node_modules/.installed 2>/dev/null)" != "$want" ] &&
   [ "$(cat node_modules/.installed 2>/dev/null)" != "test ${want#* }" ]; then
  echo "安装构建用的数据包 (npm)"
  if [ "$here" = test ]; then
    npm ci --ignore-scripts --loglevel=error >/dev/null
  else
    npm ci --ignore-scripts --omit=dev --loglevel=error >/dev/null
  fi
  echo "$want" >node_modules/.installed
fi
