package publish_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/publish"
)

// TestAPhotographsMetadataIsTakenOut: camera, place, thumbnail, comment and what hides behind the end go; the picture stays
// pixel for pixel.
func TestAPhotographsMetadataIsTakenOut(t *testing.T) {
	picture := image.NewGray(image.Rect(0, 0, 8, 8))
	picture.SetGray(3, 3, color.Gray{Y: 200})
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture, nil); err != nil {
		t.Fatal(err)
	}
	segment := func(marker byte, words string) []byte {
		return append([]byte{0xFF, marker, byte((len(words) + 2) >> 8), byte(len(words) + 2)}, words...)
	}
	data := slices.Concat(plain.Bytes()[:2], segment(0xE1, "Exif\x00\x00 Acme Freight, 59.3N 18.0E"), segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>Acme</x:xmpmeta>"),
		segment(0xED, "Photoshop 3.0\x00Acme"), segment(0xFE, "drawn at Acme"), plain.Bytes()[2:], []byte("Acme behind the end"))
	clean, err := publish.Strip("photo.JPG", data)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(clean), "Acme") || !bytes.Equal(clean, plain.Bytes()) {
		t.Errorf("%q", clean)
	}
	// A second picture after the end of the first (a phone's film, a depth map) is no part of it.
	if clean, err := publish.Strip("photo.jpg", slices.Concat(data, data)); err != nil || strings.Contains(string(clean), "Acme") {
		t.Errorf("a second picture goes out: %v, %d bytes", err, len(clean))
	}
}
