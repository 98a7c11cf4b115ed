#!/bin/sh
# The command line of the installed app. It needs no Node and no display: the app's own executable runs it,
# and holds Chromium back. No page is ever opened, so that there is nothing to be kept in Chromium's sandbox,
# and a system that refuses user namespaces is no hindrance. Nothing is written to the folder named here.
exec /opt/Bulkhead/bulkhead-start --bulkhead-cli --no-sandbox --disable-gpu --ozone-platform=headless \
  --log-level=3 --user-data-dir=/opt/Bulkhead -- "$@"
