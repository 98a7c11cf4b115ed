import { builtInTemplate } from '../../shared/settings.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { endedSignInTemplate } from './practice-templates.ts';

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
