import type { Page } from '@playwright/test';
import type { PanelFixture } from '../../fakes/panel-fixture.ts';

const keys = { gateway: '1', sessions: '2', credentials: '3', helpers: '4' } as const;

const row = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).first();

/** Goes to a fixture's place the way a person does, by keys and clicks. */
export const goTo = async (page: Page, { place, panel, sessions }: PanelFixture): Promise<void> => {
  if ((await page.getByRole('navigation').count()) === 0) return;
  switch (place.view) {
    case 'helper': {
      const name = panel.helpers.find(({ id }) => id === place.id)?.name ?? '';
      await row(page, name).click();
      break;
    }
    case 'session': {
      const name = sessions.find(({ key }) => key === place.key)?.label ?? '';
      await row(page, name).click();
      break;
    }
    case 'settings':
      await page.getByRole('button', { name: 'Settings' }).click();
      break;
    case 'history':
      await page.getByRole('button', { name: 'History', exact: true }).click();
      if (place.id !== undefined) {
        await page
          .getByRole('list', { name: 'Helpers of the history' })
          .getByRole('button')
          .first()
          .click();
      }
      break;
    case 'drill':
      await page.getByRole('button', { name: 'Drill', exact: true }).click();
      break;
    case 'credentials': {
      await page.keyboard.press('Control+3');
      const name = panel.credentials.find(({ id }) => id === place.open)?.label;
      if (name !== undefined) await row(page, name).click();
      break;
    }
    case 'gateway':
    case 'sessions':
    case 'helpers':
      await page.keyboard.press(`Control+${keys[place.view]}`);
  }
  await page.mouse.move(0, 0);
};
