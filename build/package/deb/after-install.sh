#!/bin/sh
# Runs as root once the files of the package are there, at an upgrade too.
set -e

profile=/opt/Bulkhead/resources/apparmor-profile
installed=/etc/apparmor.d/bulkhead

# Where AppArmor takes user namespaces from programs (Ubuntu 24.04 and later), the profile gives them back
# to this one. An older AppArmor cannot read it, has no such rule and needs none.
if command -v apparmor_parser >/dev/null && [ -d /etc/apparmor.d ]; then
  if apparmor_parser --skip-kernel-load --skip-cache "$profile" >/dev/null 2>&1; then
    cp "$profile" "$installed"
    if [ -d /sys/kernel/security/apparmor ]; then
      apparmor_parser --replace --write-cache "$installed" ||
        echo 'bulkhead: the AppArmor profile could not be loaded now; it is at the next start' >&2
    fi
  fi
fi

refuses() {
  [ -r "$1" ] && [ "$(cat "$1")" = 0 ]
}

# Chromium's sandbox stands on user namespaces; where the kernel refuses them, on a helper that is root's.
if refuses /proc/sys/kernel/unprivileged_userns_clone || refuses /proc/sys/user/max_user_namespaces; then
  chmod 4755 /opt/Bulkhead/chrome-sandbox
else
  chmod 0755 /opt/Bulkhead/chrome-sandbox
fi
