import { afterAll, afterEach, beforeAll, describe } from 'vitest';

import { describeAccountStories } from './sign-in/account-stories.ts';
import { describeKeys } from './sign-in/key-story.ts';
import { openScene } from './sign-in/open-scene.ts';
import type { SignInScene } from './sign-in/open-scene.ts';
import { describeSecrets } from './sign-in/secrets-story.ts';

describe('a sign-in that died, beside the real gateway and with the real codex', () => {
  let opened: SignInScene;
  const scene = (): SignInScene => opened;

  beforeAll(async () => {
    opened = await openScene();
  }, 240_000);
  afterEach(() => opened.clear());
  afterAll(() => opened.close(), 60_000);

  describeKeys(scene);
  describeAccountStories(scene);
  describeSecrets(scene);
});
