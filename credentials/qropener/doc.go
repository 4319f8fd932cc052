// Package qropener shows the consent page as a QR code in a terminal, for a phone
// to open.
//
//	paste := credentials.PasteFrom(os.Stdin, os.Stderr)
//	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
//		Opener: qropener.Opener{},
//		Paste:  paste, // the phone cannot reach this computer
//	})
//
// The address of a consent page is long: its code needs about 95 columns and 50
// rows. Where that does not fit, the address alone is written.
//
// The code is made by github.com/boombuler/barcode: it is maintained, needs no
// other module, and chooses the mask that phones read best. The drawing is ours.
//
// Errors: those of writing to the terminal, and of an address that is too long
// for any QR code, which Google's are not.
package qropener
