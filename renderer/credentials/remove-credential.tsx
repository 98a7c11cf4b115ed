import { count, listed } from '../../shared/format.ts';
import { isEnded } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Question } from '../ui/question.tsx';
import { useAct } from '../use-act.ts';

/** Asks before a credential goes, and says what uses it. */
export const RemoveCredential = ({ credentialId }: { readonly credentialId: string }) => {
  const { credentials, templates, helpers } = usePanel();
  const hide = useView((view) => view.hide);
  const act = useAct();
  const credential = credentials.find(({ id }) => id === credentialId);
  if (credential === undefined) return null;
  const used = templates.filter((template) => template.credential === credentialId);
  const alive = helpers.filter(
    (helper) => helper.credentialId === credentialId && !isEnded(helper.state),
  ).length;
  const yes = async () => {
    hide();
    await act('credentials.remove', { id: credentialId }, `${credential.label} removed.`);
  };
  return (
    <Question
      title={`Remove ${credential.label}?`}
      label="Remove credential"
      onYes={() => void yes()}
      onClose={hide}
    >
      <p>Its key is deleted from Bulkhead. It stays valid at {credential.provider}.</p>
      {used.length > 0 && (
        <p>
          {count(used.length, 'template')} {used.length === 1 ? 'uses' : 'use'} it:{' '}
          {listed(used.map(({ name }) => name))}.
        </p>
      )}
      {alive > 0 && <p>{count(alive, 'helper')} on it cannot be signed in again.</p>}
    </Question>
  );
};
