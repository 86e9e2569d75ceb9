import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../../base/config';

/**
 * Sets security headers: pages may use only our own styles, scripts, images, and forms, and may not be framed. Sends
 * HSTS only if browsers reach us over TLS; elsewhere it would lock people out.
 */
export function securityHeaders(config: Config): RequestHandler {
  const tls = config.baseUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...directives, ...(tls && upgrade) } },
    // With `no-referrer`, browsers would send `Origin: null` with our own forms, which looks cross-site.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: tls && { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}

/** The digest of the one style sheet that Turbo 8 inserts into pages, for its progress bar. */
const turboProgressBar = "'sha256-WAyOw4V+FqDc35lQPyRADLBWbuNK8ahvYEaQIYF1+Ps='";

const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", turboProgressBar],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};
const upgrade = { upgradeInsecureRequests: [] };
