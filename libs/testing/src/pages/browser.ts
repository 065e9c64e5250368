import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** What Chromium itself says of an answer that is no success: pages are answered so on purpose. */
const ANSWER_NOISE = /status of (401|403|404|409|412|422|429|503)/;

/** Starts Chromium. @throws in words when there is none */
export const openBrowser = async (): Promise<Browser> => {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error('These tests need Chromium: install it, or name it in CHROMIUM.');
  return chromium.launch({ executablePath, args: ARGUMENTS });
};

/** A browser of its own for one person. It believes that it is in New York: times on a page are the server's, whatever the desk says. */
export const openContext = (browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  browser.newContext({ locale: 'en-GB', timezoneId: 'America/New_York', viewport: { width: 1280, height: 900 }, ...options });

/** A page, and what it complains of: a script's error, or whatever the content security policy stopped. */
export const openPage = async (context: BrowserContext): Promise<{ readonly page: Page; readonly complaints: string[] }> => {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !ANSWER_NOISE.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  return { page, complaints };
};
