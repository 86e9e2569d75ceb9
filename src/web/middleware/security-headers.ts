import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../../base/config';

/**
 * The headers that tell browsers what our pages may do: nothing but our own styles, scripts, images and forms,
 * in no frame. HSTS only where browsers reach us over TLS; elsewhere it would lock people out.
 */
export function securityHeaders(config: Config): RequestHandler {
  const tls = config.baseUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...directives, ...(tls && upgrade) } },
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, which looks cross-site.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: tls && { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}

/** Turbo 8 writes one style sheet into the page, the one of the bar that shows a slow visit's progress; this is its text. */
const turbosBar = "'sha256-WAyOw4V+FqDc35lQPyRADLBWbuNK8ahvYEaQIYF1+Ps='";

const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", turbosBar],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};
const upgrade = { upgradeInsecureRequests: [] };
