import type { WizardNews } from './wizard-news.ts';

/** The page that belongs to the news, with what the person may want to copy of it; null without. */
export const pageOfNews = (
  news: WizardNews,
): { readonly url: string; readonly text: string } | null => {
  switch (news.kind) {
    case 'code':
      return { url: news.code.url, text: news.code.code };
    case 'page':
      return { url: news.url, text: news.url };
    case 'step':
      return news.step.url === null ? null : { url: news.step.url, text: news.step.url };
    case 'done':
    case 'cancelled':
    case 'failed':
      return null;
  }
};
