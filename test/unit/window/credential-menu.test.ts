import { describe, expect, it } from 'vitest';
import { credentialMenu } from '../../../renderer/credentials/credential-menu.ts';
import type { CredentialAct } from '../../../shared/credential.ts';
import {
  credentialButton,
  describeCredentialAct,
} from '../../../shared/describe-credential-act.ts';
import { everyCredential } from '../../fakes/panel-accounts.ts';

describe('the menu of a credential', () => {
  it.each(everyCredential.map((credential) => [credential.label, credential] as const))(
    'of %s offers every act that its button does not',
    (_label, credential) => {
      const { act } = credentialButton(credential);
      const wanted = credential.acts.filter((one) => one !== act);
      const pressed: CredentialAct[] = [];
      const entries = credentialMenu(credential, act, (one) => pressed.push(one));
      for (const { onChoose } of entries) onChoose();
      expect(pressed.toSorted()).toEqual(wanted.toSorted());
      expect(entries.map(({ label }) => label)).toEqual(
        pressed.map((one) => describeCredentialAct(one, credential)),
      );
    },
  );
});
