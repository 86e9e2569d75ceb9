import { startApp, type TestApp } from '../../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('every page', () => {
  it.each(['/', '/sign-in', '/sign-up', '/password-reset', '/sign-up/unknown'])(
    '%s allows only our own resources',
    async (path) => {
      const { headers } = await app.visitor().get(path);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('has no inline script or style', async () => {
    for (const path of ['/', '/sign-in', '/sign-up']) {
      const { html } = await app.visitor().get(path);
      expect(html).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=/i);
    }
  });

  it('has styles that browsers may cache forever', async () => {
    const { html } = await app.visitor().get('/');
    const [, href = ''] = html.match(/<link rel="stylesheet" href="([^"]+)"/) ?? [];
    const styles = await app.visitor().get(href);
    expect([styles.status, styles.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    // A page of another release gets the current style sheet, uncached.
    const another = await app.visitor().get('/assets/styles.0000000000000000.css');
    expect([another.status, another.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect((await app.visitor().get('/assets/stiles.0000000000000000.css')).status).toBe(404);
  });
});
