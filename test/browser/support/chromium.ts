import {
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from 'playwright-core';
import type { TestApp } from '../../support/app';
import type { Visitor } from '../../support/visitor';
import { watchTab } from './tab';
import type { Way } from './ways';

export type Chromium = Awaited<ReturnType<typeof launchChromium>>;
export type Browsing = BrowserContext & {
  /** Faults of pages: errors on the console (such as policy violations) or in scripts, 5xx responses, and layout shifts. */
  faults: string[];
};
type Look = Omit<BrowserContextOptions, 'baseURL' | 'javaScriptEnabled'> &
  Partial<Way> & {
    /** Signs in as this visitor. */
    as?: Visitor;
    /** The 5xx statuses that the test expects. */
    allowing?: number[];
  };

/** Starts Chromium with its own profile for the pages of this app. */
export async function launchChromium(app: TestApp) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM!, args: flags });
  const people: Browsing[] = [];
  return {
    /** Returns a new person's browser, whose tabs share only their own cookies. A way says how the person browses. */
    async browsing({ scripts = true, as, width, hands: _, allowing = [], ...look }: Look = {}) {
      const { baseUrl } = app.config;
      const context = await browser.newContext({
        baseURL: baseUrl,
        javaScriptEnabled: scripts,
        locale: 'en-GB',
        ...(width && { viewport: { width, height: heights[width] } }),
        ...look,
      });
      context.setDefaultTimeout(20_000);
      const cookies = [...(as?.cookies ?? [])].map(([name, value]) => ({ name, value, url: baseUrl }));
      await context.addCookies(cookies);
      const faults = faultsOf(context, allowing);
      const newPage = context.newPage.bind(context);
      const person: Browsing = Object.assign(context, {
        faults,
        newPage: async (): Promise<Page> => {
          const page = await newPage();
          await watchTab(page, scripts, faults);
          return page;
        },
      });
      people.push(person);
      return person;
    },
    /** Closes all tabs and returns their faults. */
    async closeTabs(): Promise<string[]> {
      const closed = people.splice(0);
      for (const person of closed) await person.close();
      return closed.flatMap(({ faults }) => faults);
    },
    close: () => browser.close(),
  };
}

const heights: Record<Way['width'], number> = { 320: 640, 768: 1024, 1440: 900 };

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function faultsOf(context: BrowserContext, allowing: number[]): string[] {
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !isExpectedStatus(message, allowing)) faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('response', (response) => {
    const status = response.status();
    if (status >= 500 && !allowing.includes(status)) faults.push(`${status} at ${response.url()}`);
  });
  return faults;
}

/** Chromium logs pages with a 4xx status as errors, like missing images, but for our pages they are intended. */
function isExpectedStatus(message: ConsoleMessage, allowing: number[]): boolean {
  const [, status] = /status of (\d{3})/.exec(message.text()) ?? [];
  if (status === undefined || new URL(message.location().url).pathname.startsWith('/assets/')) return false;
  return status.startsWith('4') || allowing.includes(Number(status));
}
