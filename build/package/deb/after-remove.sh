#!/bin/sh
# Runs as root once the files of the package are gone, and again when it is purged.
set -e

installed=/etc/apparmor.d/bulkhead

if [ "$1" = remove ] || [ "$1" = purge ]; then
  if [ -f "$installed" ]; then
    if command -v apparmor_parser >/dev/null && [ -d /sys/kernel/security/apparmor ]; then
      apparmor_parser --remove "$installed" || true
    fi
    rm -f "$installed"
  fi
fi

if [ "$1" = purge ]; then
  echo 'What Bulkhead keeps for a person is left: ~/.local/share/bulkhead of each, with settings, history and'
  echo 'encrypted secrets. Whoever wants it gone removes that folder.'
fi
