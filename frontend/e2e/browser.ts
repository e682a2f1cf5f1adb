import { type Browser as Chromium, chromium } from 'playwright-core';
import { Visit } from './visit';

interface Options {
  colorScheme?: 'light' | 'dark';
  locale?: string;
  width?: number;
}

/** A browser; each visit is by somebody who never was here before. */
export class Browser {
  private constructor(private readonly chromium: Chromium) {}

  static async start(): Promise<Browser> {
    const args = [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ];
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    return new Browser(await chromium.launch({ executablePath, headless: true, args }));
  }

  async visit(
    url: string,
    { colorScheme = 'light', locale = 'en', width = 1280 }: Options = {},
  ): Promise<Visit> {
    const context = await this.chromium.newContext({
      baseURL: url,
      colorScheme,
      locale,
      viewport: { width, height: width < 600 ? 844 : 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce',
    });
    return Visit.begin(await context.newPage());
  }

  stop(): Promise<void> {
    return this.chromium.close();
  }
}
