import { accountFixtures } from './account-fixtures.ts';
import type { CredentialFixture } from './credential-fixture.ts';
import { gatewayFixtures } from './gateway-fixtures.ts';
import { keyFixtures } from './key-fixtures.ts';
import { timeFixtures } from './time-fixtures.ts';

/** The matrix: every rule of the verdict, met alone and where two of them meet. */
export const credentialFixtures: readonly CredentialFixture[] = [
  ...keyFixtures,
  ...timeFixtures,
  ...accountFixtures,
  ...gatewayFixtures,
];
