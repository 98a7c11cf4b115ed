/** How the characters behind a beginning must be, for it to be a key and no name in a program. */
type Tail =
  /** Letters, digits, `-`, `_` and dots. */
  | 'any'
  /** So many letters and digits at once. */
  | 'plain'
  /** The same, with a digit among them. */
  | 'mixed'
  /** So many letters, digits, `-` and `_` at once, with a digit among them. */
  | 'joined';

/** Beginnings of keys as those who issue them write them, each with how much must follow. */
const issued: readonly (readonly [beginnings: string, more: number, tail: Tail])[] = [
  // model providers: OpenAI, Anthropic, OpenRouter, DeepSeek and their like; Stripe too
  ['(?:sk|rk|pk)[-_]', 6, 'any'],
  // a refresh token of OpenAI's: the panel never holds it, so its value is not known
  ['rt_', 16, 'joined'],
  ['(?:gsk_|hf_|r8_)', 16, 'plain'],
  ['(?:xai-|pplx-|nvapi-|tvly-|AIza|GOCSPX-|ya29\\.|lsv2_(?:pt|sk)_|tgp_v1_)', 16, 'any'],
  ['(?:fw_|co_|csk-|jina_|esecret_|ak-|phx_)', 20, 'mixed'],
  ['(?:pa|nk)-', 36, 'mixed'],
  // code hosts and package registries
  ['(?:gh[pousr]_|github_pat_)', 16, 'any'],
  ['gl(?:pat|ptt|dt|rt|oas|soat|cbt|ft|imt|agent)-', 16, 'any'],
  ['(?:pypi-|dckr_(?:pat|oat)_|ATATT|ATBB|sntrys_|sntryu_|CCIPAT_|bkua_|PMAK-|CFPAT-)', 16, 'any'],
  ['(?:npm_|rubygems_|ovsxp_|sgp_|cio|oy2)', 30, 'mixed'],
  // clouds and hosts
  ['(?:AKIA|ASIA|ABIA|ACCA)(?=[A-Z0-9])', 12, 'plain'],
  ['(?:LTAI|AKID|AQVN|EAAA|EAAC|dapi|pul-|sbp_|napi_|NRAK-)', 16, 'mixed'],
  ['(?:do[opr]_v1_|dp\\.pt\\.|hv[bsr]\\.|shp(?:at|ss|ca|pa)_|FlyV1|AGE-SECRET-KEY-1)', 16, 'any'],
  ['(?:pscale_(?:tkn|oauth|pw)_|sb_secret_|tskey-|HRKU-|vercel_blob_rw_|ops_eyJ)', 16, 'joined'],
  ['(?:glc_|glsa_|fm2_|fo1_|nfp_|rnd_|cf(?:ut|at|k)_|tfp_)', 20, 'mixed'],
  ['eyJrIjoi', 24, 'plain'],
  ['sl\\.', 60, 'joined'],
  // chats, mail and money
  ['(?:xox[a-z]-|xapp-)', 8, 'any'],
  ['(?:sq0(?:atp|csp)-|lin_(?:api|oauth)_|figd_|whsec_|xkeysib-|xsmtpsib-)', 16, 'joined'],
  ['(?:ntn_|secret_)', 30, 'mixed'],
  ['rzp_(?:live|test)_', 10, 'plain'],
  ['SG\\.(?=[\\w-]{16,64}\\.)', 16, 'any'],
  ['key-(?=[0-9a-f]{16})', 16, 'any'],
];

/** Keys that are told by their whole shape. Every repeat has an end. */
const shapes: readonly RegExp[] = [
  // a bot of Telegram's; the id of the bot is in it
  /(?<!\d)\d{6,12}:[\w-]{30,64}/,
  // a bot of Discord's: its id, a time and a signature
  /(?<![\w-])[MNO][\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,45}/,
  // Twilio, Mailgun, Mailchimp, Zhipu
  /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])[0-9a-f]{32}-(?:[0-9a-f]{8}-[0-9a-f]{8}|us\d{1,2})(?![A-Za-z0-9])/,
  /(?<![A-Za-z0-9])[0-9a-f]{32}\.[A-Za-z0-9]{16}(?![A-Za-z0-9])/,
  // Airtable, Terraform, HubSpot, Resend, the origin keys of Cloudflare
  /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/,
  /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{16}/,
  /(?<![A-Za-z0-9])pat-[a-z]{2}\d-[0-9a-f]{8}-/,
  /(?<![A-Za-z0-9])re_[A-Za-z0-9]{8}_[A-Za-z0-9]{16}/,
  /(?<![A-Za-z0-9])v1\.0-[0-9a-f]{24}-[0-9a-f]{40}/,
];

const tails: Readonly<Record<Exclude<Tail, 'any'>, (more: number) => string>> = {
  plain: (more) => `(?=[A-Za-z0-9]{${more}})`,
  mixed: (more) => `(?=[A-Za-z0-9]{${more}})(?=[A-Za-z]{0,64}\\d)`,
  joined: (more) => `(?=[\\w-]{${more}})(?=[A-Za-z_-]{0,64}\\d)`,
};

const beginnings = issued.map(([beginning, more, tail]) => {
  const rest = tail === 'any' ? `(?=[\\w*.:-]{${more}})` : tails[tail](more);
  return `(?<![A-Za-z0-9])${beginning}${rest}`;
});

// One expression, since a text may have many short runs and each is looked at.
const anyKey = new RegExp([...beginnings, ...shapes.map(({ source }) => source)].join('|'));

/** No key is shorter. */
const shortest = 9;

const jwtStart = /(?<![A-Za-z0-9])eyJ/g;
const jwt = /eyJ[\w-]{8,}\.[\w-]{4,}/y;

/** Where a JWT begins, or -1. One part is read once: a later start in it ends where it ends. */
const jwtIn = (run: string): number => {
  for (let from = 0; ;) {
    jwtStart.lastIndex = from;
    const start = jwtStart.exec(run);
    if (start === null) return -1;
    const at = start.index;
    jwt.lastIndex = at;
    if (jwt.test(run)) return at;
    const part = run.slice(at).search(/[.:]/);
    if (part === -1) return -1;
    from = at + part;
  }
};

/** A run of characters that a key, or several joined by dots, is made of. */
const keyRun = /[\w*-]{2,}(?:[.:][\w*-]+)*/g;

/** Where in such a run a key begins, told by nothing but its shape; -1 where none does. */
const keyIn = (run: string): number => {
  if (run.length < shortest) return -1;
  const places = [run.search(anyKey), jwtIn(run)].filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
};

/** The text with `instead` in the place of everything that has the shape of a key. */
export const withoutKeys = (text: string, instead: string): string =>
  text.replace(keyRun, (run) => {
    const from = keyIn(run);
    return from === -1 ? run : `${run.slice(0, from)}${instead}`;
  });
