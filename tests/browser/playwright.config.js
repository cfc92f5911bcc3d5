// Three ways of meeting the same pages: a desk, a phone, and a browser without JavaScript.
import { defineConfig } from '@playwright/test';

const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

export default defineConfig({
  testDir: 'specs',
  outputDir: 'results',
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: process.env.BROWSER_REPORT ?? 'results/report.json' }]],
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    // Colours are judged where they rest, not half-way through a transition.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
        // A page that asks anyone but this machine fails instead of quietly succeeding.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: desk } },
    { name: 'phone', use: { viewport: phone, hasTouch: true, isMobile: true }, testIgnore: ['keyboard.spec.js', 'registers.spec.js'] },
    // A browser offers passkeys and shortcuts to scripts only.
    { name: 'nojs', use: { viewport: desk, javaScriptEnabled: false }, testIgnore: ['keyboard.spec.js', 'passkey.spec.js', 'registers.spec.js'] },
  ],
});
