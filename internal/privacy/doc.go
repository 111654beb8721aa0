// Package privacy finds what must not leave a document: what customers are called, in any disguise, and personal data
// of people nobody listed. It also makes the stable pseudonyms that take their place. It reads no file and opens no
// connection; texts and dictionaries of names go in as values.
package privacy
