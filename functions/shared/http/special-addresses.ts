/** A block of addresses that is no public host. */
export interface Block {
  network: string;
  bits: number;
  /** Goes after "a " or "an ". */
  what: string;
}

/**
 * Never connected to, whatever the configuration says: who reads cloud metadata gets the rights of the machine. Sources: RFC 3927 and
 * RFC 4291 (link-local); docs.aws.amazon.com EC2 "instance metadata" (169.254.169.254, fd00:ec2::254), ECS "task IAM role"
 * (169.254.170.2), EKS "Pod Identity" (169.254.170.23, fd00:ec2::23); cloud.google.com "metadata server" (fd20:ce::254);
 * learn.microsoft.com "What is IP address 168.63.129.16"; alibabacloud.com ECS "instance metadata" (100.100.100.200);
 * docs.oracle.com "instance metadata" (192.0.0.192, fd00:c1::a9fe:a9fe); scaleway.com "metadata" (fd00:42::42).
 */
// biome-ignore format: a row reads as a row
export const NEVER: readonly Block[] = [
  { network: '169.254.0.0', bits: 16, what: 'link-local' },
  { network: 'fe80::', bits: 10, what: 'link-local' },
  { network: '168.63.129.16', bits: 32, what: 'cloud metadata' },
  { network: '100.100.100.200', bits: 32, what: 'cloud metadata' },
  { network: '192.0.0.192', bits: 32, what: 'cloud metadata' },
  { network: 'fd00:ec2::', bits: 32, what: 'cloud metadata' },
  { network: 'fd20:ce::254', bits: 128, what: 'cloud metadata' },
  { network: 'fd00:c1::a9fe:a9fe', bits: 128, what: 'cloud metadata' },
  { network: 'fd00:42::42', bits: 128, what: 'cloud metadata' },
];

/**
 * Public services within the blocks below: what the registries call globally reachable, which no rule of ours refuses.
 * Sources: as of SPECIAL.
 */
// biome-ignore format: a row reads as a row
export const REACHABLE: readonly Block[] = [
  { network: '192.0.0.9', bits: 32, what: 'Port Control Protocol anycast' },        // RFC 7723
  { network: '192.0.0.10', bits: 32, what: 'TURN anycast' },                        // RFC 8155
  { network: '2001:1::1', bits: 128, what: 'Port Control Protocol anycast' },       // RFC 7723
  { network: '2001:1::2', bits: 128, what: 'TURN anycast' },                        // RFC 8155
  { network: '2001:1::3', bits: 128, what: 'DNS-SD registration anycast' },         // RFC 9665
  { network: '2001:3::', bits: 32, what: 'AMT' },                                   // RFC 7450
  { network: '2001:4:112::', bits: 48, what: 'AS112' },                             // RFC 7535
];

/**
 * Reached only where private targets are allowed. Sources: IANA's registries of special-purpose addresses,
 * iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, all that is not globally reachable, with the
 * multicast blocks (RFC 5771, RFC 4291) and site-local addresses (RFC 3879), which stand in no registry any more.
 * Blocks that carry an IPv4 address are in embedded-ipv4.ts.
 */
// biome-ignore format: a row reads as a row
export const SPECIAL: readonly Block[] = [
  { network: '0.0.0.0', bits: 8, what: 'this host' },                               // RFC 791, 3.2
  { network: '10.0.0.0', bits: 8, what: 'private' },                                // RFC 1918
  { network: '100.64.0.0', bits: 10, what: 'shared carrier' },                      // RFC 6598
  { network: '127.0.0.0', bits: 8, what: 'loopback' },                              // RFC 1122, 3.2.1.3
  { network: '172.16.0.0', bits: 12, what: 'private' },                             // RFC 1918
  { network: '192.0.0.0', bits: 24, what: 'protocol assignment' },                  // RFC 6890, 2.1
  { network: '192.0.2.0', bits: 24, what: 'documentation' },                        // RFC 5737
  { network: '192.88.99.0', bits: 24, what: '6to4 relay' },                         // RFC 7526
  { network: '192.168.0.0', bits: 16, what: 'private' },                            // RFC 1918
  { network: '198.18.0.0', bits: 15, what: 'benchmark' },                           // RFC 2544
  { network: '198.51.100.0', bits: 24, what: 'documentation' },                     // RFC 5737
  { network: '203.0.113.0', bits: 24, what: 'documentation' },                      // RFC 5737
  { network: '224.0.0.0', bits: 4, what: 'multicast' },                             // RFC 5771
  { network: '255.255.255.255', bits: 32, what: 'broadcast' },                      // RFC 919, 7
  { network: '240.0.0.0', bits: 4, what: 'reserved' },                              // RFC 1112, 4
  { network: '::1', bits: 128, what: 'loopback' },                                  // RFC 4291
  { network: '::', bits: 128, what: 'this host' },                                  // RFC 4291
  { network: '64:ff9b:1::', bits: 48, what: 'local translation (NAT64)' },          // RFC 8215
  { network: '100::', bits: 64, what: 'discard' },                                  // RFC 6666
  { network: '100:0:0:1::', bits: 64, what: 'dummy' },                              // RFC 9780
  { network: '2001::', bits: 32, what: 'Teredo' },                                  // RFC 4380
  { network: '2001:2::', bits: 48, what: 'benchmark' },                             // RFC 5180
  { network: '2001:10::', bits: 28, what: 'ORCHID' },                               // RFC 4843
  { network: '2001:20::', bits: 28, what: 'ORCHID' },                               // RFC 7343: reachable by its name alone, by no packet
  { network: '2001:30::', bits: 28, what: 'drone identity' },                       // RFC 9374: the same
  { network: '2001::', bits: 23, what: 'protocol assignment' },                     // RFC 2928
  { network: '2001:db8::', bits: 32, what: 'documentation' },                       // RFC 3849
  { network: '3fff::', bits: 20, what: 'documentation' },                           // RFC 9637
  { network: '5f00::', bits: 16, what: 'segment routing' },                         // RFC 9602
  { network: 'fc00::', bits: 7, what: 'private' },                                  // RFC 4193
  { network: 'fec0::', bits: 10, what: 'site-local' },                              // RFC 3879
  { network: 'ff00::', bits: 8, what: 'multicast' },                                // RFC 4291
];
