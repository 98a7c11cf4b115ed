#!/usr/bin/env node
// Computed, so that the type check does not follow it into what was built.
await import(new URL('../../out/cli/bulkhead.mjs', import.meta.url).href);
