#!/bin/bash
# 在一台 Debian 12 上安装或升级兜底，不用网络。用 root 在解开的目录里运行：
#   ./install.sh --home 360203 [--host minzheng.example] [--month 2025-01]
#     --home   本辖区的区划代码（新装时必填）
#     --host   网页的域名（在 nginx 之后；不填则只能在本机上用）
#     --month  起算月（年-月；以后也可以设）
#     --no-start  只装不启动
# 已经装过的：先备份数据，再换程序；数据和设置不动。
set -euo pipefail
cd "$(dirname "$0")"
home='' host='' month='' start=yes
while [ $# -gt 0 ]; do
  case $1 in
    --home) home=${2:-}; shift 2 || exit 64 ;;
    --host) host=${2:-}; shift 2 || exit 64 ;;
    --month) month=${2:-}; shift 2 || exit 64 ;;
    --no-start) start=no; shift ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 64 ;;
  esac
done
stop() { echo "安装没有进行：$1" >&2; exit 1; }

# ---- 先看能不能装，再动手 ----
[ "$(id -u)" = 0 ] || stop "请用 root 运行。"
[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || stop "这个包只用于 Debian 12（amd64）。"
. /etc/os-release
[ "$ID${VERSION_ID:-}" = debian12 ] || stop "这台机器是 ${PRETTY_NAME:-别的系统}，这个包只用于 Debian 12。"
sha256sum --quiet -c SHA256SUMS || stop "文件不完整，请重新拷贝安装包。"
data=/var/lib/doudi
store=$data/doudi.db
if [ ! -e "$store" ]; then
  [[ $home =~ ^[0-9]{6}$ ]] || stop "请用 --home 写明本辖区的六位区划代码，如 --home 360203。"
  [ -z "$month" ] || [[ $month =~ ^[0-9]{4}-[0-9]{2}$ ]] || stop "起算月要写成 年-月，如 2025-01。"
fi
[ -z "$host" ] || [[ $host =~ ^[A-Za-z0-9.-]+$ ]] || stop "域名只能有字母、数字、点和短横。"
systemd=no
[ -d /run/systemd/system ] && systemd=yes

# ---- 用户和程序 ----
id doudi >/dev/null 2>&1 ||
  useradd --system --home-dir "$data" --no-create-home --shell /usr/sbin/nologin doudi
install -d -m 0700 -o doudi -g doudi "$data"
as_doudi() { # 以 doudi 的身份，用新的程序
  local program=$1
  shift
  (cd "$data" && umask 077 && setpriv --reuid doudi --regid doudi --clear-groups \
    env -i HOME="$data" PATH=/usr/bin:/bin LANG=C.UTF-8 FONTCONFIG_FILE=/opt/doudi/etc/fonts.conf \
    "$program" "$@")
}
if [ -e "$store" ]; then
  saved=$data/before-$(cat doudi/VERSION)-$(date +%Y%m%d%H%M%S).db
  old=/opt/doudi/bin/doudi
  if [ -x "$old" ]; then as_doudi "$old" backup "$saved" --store "$store"; echo "已备份到 $saved"; fi
  [ $systemd = yes ] && systemctl stop doudi 2>/dev/null || true
fi
rm -rf /opt/doudi.new
mkdir -p /opt /usr/local/bin
cp -r doudi /opt/doudi.new
chown -R root:root /opt/doudi.new
rm -rf /opt/doudi.old
[ -d /opt/doudi ] && mv /opt/doudi /opt/doudi.old
mv /opt/doudi.new /opt/doudi
rm -rf /opt/doudi.old
cat >/usr/local/bin/doudi <<'END'
#!/bin/sh
# 兜底的命令行：字体和法规都在 /opt/doudi。
export FONTCONFIG_FILE=/opt/doudi/etc/fonts.conf
exec /opt/doudi/bin/doudi "$@"
END
chmod 755 /usr/local/bin/doudi

# ---- 数据 ----
if [ ! -e "$store" ]; then
  as_doudi /opt/doudi/bin/doudi init --store "$store" --home "$home" ${month:+--month "$month"}
fi

# ---- 服务 ----
mkdir -p /etc/systemd/system
unit=/etc/systemd/system/doudi.service
if [ ! -e "$unit" ]; then
  if [ -n "$host" ]; then
    sed "s/minzheng\.example/$host/" deploy/doudi.service >"$unit"
  else
    sed 's/ --proxy --host minzheng\.example//' deploy/doudi.service >"$unit"
  fi
fi
if [ $start = no ]; then echo "已装好，没有启动。"; exit 0; fi
if [ $systemd = no ]; then
  echo "已装好。这台机器没有 systemd，请用这个命令启动："
  echo "  setpriv --reuid doudi --regid doudi --clear-groups doudi serve --store $store"
  exit 0
fi
since=$(date +%s)
systemctl daemon-reload
systemctl enable --quiet --now doudi
for _ in $(seq 100); do
  systemctl is-active --quiet doudi || stop "服务没有起来：journalctl -u doudi"
  said=$(journalctl -u doudi --since "@$since" -o cat 2>/dev/null || true)
  case $said in *http://*) break ;; esac
  sleep 0.2
done
echo "$said" | grep -v '^Start' || true
echo "已启动。第一次使用：在这台机器上打开上面的设置链接（24 小时内有效，重启服务会给新的）。"
[ -z "$host" ] || echo "对外提供：把 deploy/nginx.conf 放到 /etc/nginx/conf.d/doudi.conf，改域名和证书。"
