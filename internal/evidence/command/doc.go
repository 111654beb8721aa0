// Package command runs the steps of a document where a customer's system is, keeps a receipt of what happened, and
// resolves "run:" references to receipts, which lapse when what they prove is no longer what is there.
package command
