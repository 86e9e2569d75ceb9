import { isIP } from 'node:net';

type Fault = (line: string) => void;

/** The private ranges that proxies have names for: 127/8 and ::1, 169.254/16 and fe80::/10, RFC 1918 and fc00::/7. */
const namedRanges = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * Returns the IP address to listen on, or undefined for all of them. Without LISTEN_HOST, Kith listens on loopback only,
 * unless the base URL names a public host.
 */
export function readListenHost(value: string | undefined, baseUrl: string, fault: Fault): string | undefined {
  if (value === undefined) return loopbackOf(new URL(baseUrl).hostname);
  const address = value === 'localhost' ? '127.0.0.1' : value.replace(/^\[(.*)\]$/, '$1');
  if (!isAddress(address))
    fault(
      'LISTEN_HOST must be an IP address of this machine, like 127.0.0.1, or 0.0.0.0 or :: for all of them.',
    );
  return address;
}

/**
 * Returns the proxies whose X-Forwarded-… headers count, as Express takes them: IP addresses, ranges (CIDR), and the
 * names of private ranges. Without TRUSTED_PROXIES, none are trusted; in production, those on this machine and in
 * private networks are.
 */
export function readTrustedProxies(value: string | undefined, production: boolean, fault: Fault): string[] {
  if (value === undefined) return production ? ['loopback', 'uniquelocal'] : [];
  if (value === 'none') return [];
  const proxies = value.split(',').map((one) => one.trim());
  if (!proxies.every((one) => namedRanges.has(one) || isRange(one)))
    fault(
      'TRUSTED_PROXIES must be a list of IP addresses and ranges, like 192.0.2.1,10.0.0.0/8. It may also contain loopback, linklocal, and uniquelocal. To trust no proxies, set it to none.',
    );
  return proxies;
}

/** Returns whether an address that people type leads to their own machine. */
export function isLoopbackUrl(url: string): boolean {
  return loopbackOf(new URL(url).hostname) !== undefined;
}

function loopbackOf(host: string): string | undefined {
  if (host === '[::1]') return '::1';
  return /^(localhost|.+\.localhost|127(\.\d+){3})$/.test(host) ? '127.0.0.1' : undefined;
}

/** A zone (`fe80::1%eth0`) names a network interface, which Express doesn't understand. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** Express refuses a prefix of 0, which would trust everybody. */
function isRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (!isAddress(address) || more.length > 0) return false;
  return (
    prefix === undefined || (/^[1-9]\d*$/.test(prefix) && Number(prefix) <= (isIP(address) === 4 ? 32 : 128))
  );
}
