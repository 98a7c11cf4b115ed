import { screen } from '@testing-library/react';

/** The title of the page that is shown; throws when there is none, or more than one. */
export const pageTitle = (): string =>
  screen.getByRole('heading', { level: 1, hidden: true }).textContent;

/** What the toasts say, each with the tone of its shape: `ok: Copied the command.` */
export const toasts = (): readonly string[] =>
  Array.from(
    document.querySelectorAll('.toast'),
    (toast) =>
      `${toast.querySelector<HTMLElement>('[data-tone]')?.dataset.tone ?? 'none'}: ${toast.textContent}`,
  );

/** What is said below a field of its value, and that it is not accepted. */
export const fault = (field: HTMLElement) => ({
  invalid: field.getAttribute('aria-invalid'),
  reason: document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent,
});

/** What a row of the left column says, by the button in it. */
export const rowText = (button: Element | null | undefined) => button?.parentElement?.textContent;
