/**
 * Where the console of a partition is, by how the names of its regions begin. Sources: the endpoints of China
 * (https://docs.amazonaws.cn/en_us/aws/latest/userguide/introduction.html), GovCloud
 * (https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/getting-started-sign-in.html) and the European Sovereign Cloud
 * (https://docs.aws.eu/general/latest/gr/endpoints.html).
 */
const HOSTS: [begins: string, host: string][] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['eusc-', 'console.amazonaws-eusc.eu'],
];
const COMMERCIAL = 'console.aws.amazon.com';

/** A page of the console, in a region of any partition. @param page such as `cloudwatch/home`, @param place what follows `#`. */
export function consolePage(region: string, page: string, place = ''): string {
  return `https://${region}.${hostOf(region)}/${page}?region=${region}${place && `#${place}`}`;
}

/** The page of one alarm. */
export function alarmPage(region: string, name: string): string {
  return consolePage(region, 'cloudwatch/home', `alarmsV2:alarm/${encodeURIComponent(name.toWellFormed())}`);
}

/** The bills, which belong to no region. What GovCloud costs is billed to its standard account. */
export function billsPage(region: string): string {
  const host = region.startsWith('us-gov-') ? COMMERCIAL : hostOf(region);
  return `https://${host}/billing/home#/bills`;
}

function hostOf(region: string): string {
  return HOSTS.find(([begins]) => region.startsWith(begins))?.[1] ?? COMMERCIAL;
}
