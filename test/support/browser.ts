import {
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
} from 'playwright-core';
import type { TestApp } from './app';
import type { Visitor } from './visitor';

export type Chromium = Awaited<ReturnType<typeof launchChromium>>;
export type Browsing = BrowserContext & {
  /** What no page may cause: errors on the console (violated policies are some), failed scripts, answers of 500 and up. */
  faults: string[];
};
type Look = Omit<BrowserContextOptions, 'baseURL' | 'javaScriptEnabled'> & {
  scripts?: boolean;
  /** Signed in like this visitor. */
  as?: Visitor;
};

/** Starts Chromium, with a profile of its own, for the pages of this app. */
export async function launchChromium(app: TestApp) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM!, args: flags });
  const people: Browsing[] = [];
  return {
    /** A new person's browser: its tabs share cookies, and nobody else's. */
    async browsing({ scripts = true, as, ...look }: Look = {}): Promise<Browsing> {
      const { baseUrl } = app.config;
      const context = await browser.newContext({
        baseURL: baseUrl,
        javaScriptEnabled: scripts,
        locale: 'en-GB',
        ...look,
      });
      context.setDefaultTimeout(20_000);
      const cookies = [...(as?.cookies ?? [])].map(([name, value]) => ({ name, value, url: baseUrl }));
      await context.addCookies(cookies);
      const person = Object.assign(context, { faults: faultsOf(context) });
      people.push(person);
      return person;
    },
    /** Closes every tab, and tells the faults that any of them had. */
    async closeTabs(): Promise<string[]> {
      const closed = people.splice(0);
      for (const person of closed) await person.close();
      return closed.flatMap(({ faults }) => faults);
    },
    close: () => browser.close(),
  };
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function faultsOf(context: BrowserContext): string[] {
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !isRefusedForm(message)) faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} at ${response.url()}`);
  });
  return faults;
}

/** Chromium logs a page whose status is 4xx like an image that is missing; to say 422 or 409 is what we mean. */
function isRefusedForm(message: ConsoleMessage): boolean {
  const { pathname } = new URL(message.location().url);
  return /status of 4\d\d/.test(message.text()) && !pathname.startsWith('/assets/');
}
