/** Name of the provider of practice, as cards show it. */
export const practiceProviderName = 'Practice provider';

const credentials = {
  accepted: {
    id: 'practice-accepted',
    label: 'Practice key, accepted',
    provider: practiceProviderName,
    kind: 'api-key',
  },
  refused: {
    id: 'practice-refused',
    label: 'Practice key, refused',
    provider: practiceProviderName,
    kind: 'api-key',
  },
  dropped: {
    id: 'practice-dropped',
    label: 'Practice key, connection drops',
    provider: practiceProviderName,
    kind: 'api-key',
  },
  account: {
    id: 'practice-account',
    label: 'Practice account',
    provider: practiceProviderName,
    kind: 'account',
    home: 'own',
    keep: 'keyring',
  },
} as const satisfies Record<string, CredentialRecord>;

/** Ids of the credentials of practice, by what becomes of a request that carries them. */
export const practiceCredentials = {
  accepted: credentials.accepted.id,
  refused: credentials.refused.id,
  dropped: credentials.dropped.id,
  account: credentials.account.id,
} as const;

/** The template whose account was signed in once, and is no more. */
export const endedSignInTemplate = 'ended-sign-in';

/**
 * The settings that practice starts with. Its first template stands in the built-in one's place,
 * so that nothing here goes to a real provider. Pure.
 */
export const practiceSettings = (at: {
  readonly baseUrl: string;
  readonly chatgptBaseUrl: string;
}): Settings => {
  const template = (
    id: string,
    name: string,
    credential: string,
    baseUrl = at.baseUrl,
  ): Template => ({
    ...builtInTemplate,
    id,
    name,
    provider: { name: practiceProviderName, baseUrl, wireApi: 'responses' },
    credential,
  });
  return {
    ...defaultSettings,
    chatgptBaseUrl: at.chatgptBaseUrl,
    templates: [
      template(builtInTemplate.id, builtInTemplate.name, credentials.accepted.id),
      template('refused-key', 'Codex 5.5 with a refused key', credentials.refused.id),
      template(
        endedSignInTemplate,
        'Codex 5.5 with an ended sign-in',
        credentials.account.id,
        `${at.chatgptBaseUrl}/codex`,
      ),
      template('dropped', 'Codex 5.5, connection drops', credentials.dropped.id),
    ],
    credentials: Object.values(credentials),
  };
};

const helpers = [
  {
    templateId: builtInTemplate.id,
    name: 'fix-flaky-tests',
    prompt: 'Find out why the tests are flaky.',
  },
  {
    templateId: endedSignInTemplate,
    name: 'docs-bot',
    prompt: 'Compare the docs with what the code does.',
  },
  {
    templateId: endedSignInTemplate,
    name: 'api-review',
    prompt: 'Review the API of this folder.',
  },
] as const;

/** Tells the story of the panel: three helpers start, two find their sign-in ended, one goes on. */
export const playPracticeStory = async (panel: Pick<PanelPort, 'dispatch'>): Promise<void> => {
  for (const helper of helpers) await panel.dispatch('helpers.spawn', helper, 'window');
};

import {
  builtInTemplate,
  type CredentialRecord,
  type Settings,
  type Template,
  defaultSettings,
} from '../../shared/settings.ts';
import type { PanelPort } from '../ports/panel-port.ts';
