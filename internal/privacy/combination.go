package privacy

import (
	"fmt"
	"strings"
)

// Profile is what a document without names still says about a customer. Empty fields are not said.
type Profile struct {
	Industry, Region, Size string   // as the document has them: "road freight", "Sweden", "100–199"
	Rare                   []string // exact figures that few others share: "18,412 addresses"
}

// Peer is another account with what is known about it.
type Peer struct{ Industry, Region, Size string }

// Combination warns that a profile points at fewer than k accounts: taken together its traits name the customer though
// none does alone. It returns "" where at least k of the peers share all traits that are said and no rare figure stands
// beside them. Peers include the account itself.
func Combination(p Profile, peers []Peer, k int) string {
	var said []string
	for _, trait := range []string{p.Industry, p.Region, p.Size} {
		if trait != "" {
			said = append(said, trait)
		}
	}
	same := 0
	for _, peer := range peers {
		if shares(p.Industry, peer.Industry) && shares(p.Region, peer.Region) && shares(p.Size, peer.Size) {
			same++
		}
	}
	switch {
	case len(said) >= 2 && same < k:
		return fmt.Sprintf("%s together fit %d of our %d accounts: fewer than %d give the customer away", strings.Join(said, ", "), same, len(peers), k)
	case len(said) >= 2 && len(p.Rare) > 0:
		return fmt.Sprintf("%s beside the exact figure %s may give the customer away: round it", strings.Join(said, ", "), p.Rare[0])
	}
	return ""
}

func shares(said, has string) bool {
	return said == "" || strings.EqualFold(strings.TrimSpace(said), strings.TrimSpace(has))
}
