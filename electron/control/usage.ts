/** What `bulkhead --help` prints. */
export const usage = `Usage: bulkhead COMMAND [OPTIONS]

  status                            gateway, sessions and helpers now
  watch                             one line per change, until Ctrl C
  helpers                           the helpers
  spawn --template T [OPTIONS] -- PROMPT
      --cwd D                       the folder it works in
      --isolated | --shared         a process of its own (usual), or a shared one
      --spawned-by KEY              the session that asks; always isolated
      --wait                        until it has ended or waits for a sign-in
  stop ID                           ends a helper
  retry ID                          sends its kept prompt again, once
  remove ID                         takes an ended helper out of the list
  gateway retry|disconnect|connect
  templates list
  templates add FILE                a template as JSON; - reads standard input
  credentials                       every credential: what it says, what was seen of it
  credentials set ID --stdin        reads the key from standard input
  credentials add-account NAME      a ChatGPT account, to be signed in next; prints its id
      --adopt-codex                 uses the sign-in of your own codex, where it is
  sign-in ID [--device]             with the browser, or with a code: --device, or no display
  sign-in ID --api-key-stdin        with a key from standard input
  sign-out ID
  check ID                          asks whether it works now
  settings get [KEY]
  settings set KEY VALUE            VALUE is JSON, or text as it is
  practice start|stop
  show                              brings the window to the front
  quit                              ends the panel and its helpers

  --json                            JSON on standard output, with "v": 1
  --practice                        speaks to the practice panel
  --help, --version

Exit codes: 0 done, 1 failed, 2 wrong usage or unknown id, 3 Bulkhead is not running,
4 waits for a sign-in.
`;
