import { expect } from 'vitest';

import { builtInTemplate } from '../../../shared/settings.ts';
import { ana, type ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';
import { eventually } from '../../support/eventually.ts';
import type { PanelUnderTest } from './panel-under-test.ts';

/** The row of a credential. */
export const credentialOf = ({ panel }: PanelUnderTest, id: string) =>
  panel.state().credentials.find((one) => one.id === id);

/** Signs in to an account of ours, and waits until that is done. */
export const signInTo = async (
  it: PanelUnderTest,
  host: ScriptedAccountServers,
  id: string,
): Promise<void> => {
  const before = credentialOf(it, id)?.generation ?? 0;
  await it.command('credentials.sign-in', { id, flow: 'device' });
  await eventually(() => expect(credentialOf(it, id)?.signIn?.phase).toBe('device'));
  host.last.approve(ana);
  await eventually(() => expect(credentialOf(it, id)?.generation).toBeGreaterThan(before));
};

/** Adds an account of ours with a template `mine` that uses it, and signs in; answers its id. */
export const addSignedIn = async (
  it: PanelUnderTest,
  host: ScriptedAccountServers,
): Promise<string> => {
  const added = await it.command('credentials.add-account', { label: 'Mine', home: 'own' });
  const id = added.ok ? added.value.id : '';
  await signInTo(it, host, id);
  const { id: _, ...given } = builtInTemplate;
  const template = { ...given, name: 'Mine', credential: id };
  expect(await it.command('templates.save', { template })).toMatchObject({ ok: true });
  return id;
};
