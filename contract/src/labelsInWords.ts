/** Returns labels of secrets and settings as words: "an account ID and a tenant". */
export const labelsInWords = (labels: readonly string[]): string => labels.map(withArticle).join(' and ');

function withArticle(label: string): string {
  // "Account ID", but not "API key".
  const word = /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return `${/^(?:[aeio]|u(?!ni|s|ur|u))/iu.test(word) && !/^(?:url|uuid|uri)\b/iu.test(word) ? 'an' : 'a'} ${word}`;
}
