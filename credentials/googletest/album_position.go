package googletest

import "slices"

// albumPosition is a place in an album, as a request names it.
type albumPosition struct {
	Position           string `json:"position"`
	RelativeItem       string `json:"relativeMediaItemId"`
	RelativeEnrichment string `json:"relativeEnrichmentItemId"`
}

// enrichment is a text or a map in an album, in front of the item at.
type enrichment struct {
	id string
	at int
}

// place returns the index of the first item behind the position. No position is
// the end.
func (a *album) place(p *albumPosition) (int, *apiError) {
	if p == nil {
		return len(a.ItemIDs), nil
	}
	relative := 0
	if p.RelativeItem != "" {
		relative++
	}
	if p.RelativeEnrichment != "" {
		relative++
	}
	switch p.Position {
	case "AFTER_MEDIA_ITEM":
		if i := slices.Index(a.ItemIDs, p.RelativeItem); i >= 0 && relative == 1 {
			return i + 1, nil
		}
	case "AFTER_ENRICHMENT_ITEM":
		i := slices.IndexFunc(a.enrichments, func(e enrichment) bool { return e.id == p.RelativeEnrichment })
		if i >= 0 && relative == 1 {
			return min(a.enrichments[i].at, len(a.ItemIDs)), nil
		}
	case "FIRST_IN_ALBUM":
		if relative == 0 {
			return 0, nil
		}
	case "", "POSITION_TYPE_UNSPECIFIED", "LAST_IN_ALBUM":
		if relative == 0 {
			return len(a.ItemIDs), nil
		}
	}
	return 0, invalidArgument("Invalid album position.")
}
