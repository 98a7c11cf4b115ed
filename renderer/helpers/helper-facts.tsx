import { describeBounds } from '../../shared/describe-bounds.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { HelperView } from '../../shared/state.ts';
import { showCodes } from '../../shared/show-codes.ts';
import { isolated } from '../../shared/isolated.ts';
import { credentialOf } from '../page-state.ts';
import { usePanel } from '../panel-context.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import { FactLineItem } from '../ui/pane.tsx';
import { Toned } from '../ui/toned.tsx';

const useCredentialOf = (helper: HelperView): CredentialView | undefined =>
  usePanel(({ credentials }) => credentialOf(credentials, helper.credentialId));

const sandboxWords = (helper: HelperView): string =>
  helper.sandbox === 'read-only' ? 'reads files, writes none' : 'may write in its folder';

const clientNote = (helper: HelperView): string => {
  const pid = helper.pid === null ? '' : `, pid ${helper.pid}`;
  if (helper.isolated) return `own process, home, environment${pid}`;
  return `${helper.clientId ?? 'not started'}${pid}`;
};

/** How often its prompt went: it has one, and a start over sends it again. */
const sent = ({ promptsSent }: HelperView): string => {
  if (promptsSent === 0) return 'not yet';
  return promptsSent === 1 ? 'once' : `${promptsSent} times`;
};

/** Everything that is known of a helper, at the side of its pane. */
export const HelperFacts = ({ helper }: { readonly helper: HelperView }) => {
  const credential = useCredentialOf(helper);
  const words = usePanel(({ gateway, now }) =>
    credential === undefined ? null : describeCredential(credential, gateway.state, now),
  );
  const limits = describeBounds(helper.bounds);
  const own: readonly Fact[] = [
    { name: 'Model', value: helper.model },
    { name: 'Template', value: helper.templateName },
    { name: 'Folder', value: showCodes(helper.cwd), note: sandboxWords(helper) },
    { name: 'Client', value: helper.isolated ? 'Isolated' : 'Shared', note: clientNote(helper) },
    { name: 'Limits', value: limits.word, note: limits.note },
    {
      name: 'Asked by',
      value: helper.spawnedBy === null ? 'you' : `session ${isolated(helper.spawnedBy)}`,
    },
  ];
  const key: readonly Fact[] = [
    {
      name: credential?.kind === 'account' ? 'Account' : 'Key',
      value: credential?.label ?? helper.credentialId,
      note: credential?.declared.account ?? undefined,
    },
    ...(words === null
      ? []
      : [
          { name: 'Token says', value: words.declared },
          { name: 'State', value: <Toned tone={words.tone}>{words.word}</Toned> },
          {
            name: 'Last seen',
            value: words.observed[0] ?? '',
            note: words.observed.slice(1).join(', '),
          },
        ]),
  ];
  const use: readonly Fact[] = [
    { name: 'Prompt sent', value: sent(helper) },
    { name: 'Tools run', value: helper.toolsRun === 0 ? 'none' : String(helper.toolsRun) },
    ...(helper.totalTokens === null
      ? []
      : [{ name: 'Tokens', value: helper.totalTokens.toLocaleString('en') }]),
  ];
  return (
    <>
      <h2>Helper</h2>
      <Facts facts={own} />
      <h2>Credential</h2>
      <Facts facts={key} />
      <h2>Use</h2>
      <Facts facts={use} />
    </>
  );
};

/** The facts that stay when there is no room at the side. */
export const HelperFactLine = ({ helper }: { readonly helper: HelperView }) => {
  const credential = useCredentialOf(helper);
  return (
    <>
      <FactLineItem name="Credential">{credential?.label ?? helper.credentialId}</FactLineItem>
      <FactLineItem name="Folder">{showCodes(helper.cwd)}</FactLineItem>
      <FactLineItem name="Prompt sent">{sent(helper)}</FactLineItem>
    </>
  );
};
