package googletest

type placeJSON struct {
	Name   string `json:"locationName"`
	LatLng *struct {
		Latitude  float64 `json:"latitude"`
		Longitude float64 `json:"longitude"`
	} `json:"latlng"`
}

func (p *placeJSON) valid() bool {
	return p != nil && p.Name != "" && p.LatLng != nil &&
		p.LatLng.Latitude >= -90 && p.LatLng.Latitude <= 90 && p.LatLng.Longitude >= -180 && p.LatLng.Longitude <= 180
}

type newEnrichment struct {
	Text *struct {
		Text string `json:"text"`
	} `json:"textEnrichment"`
	Location *struct {
		Location *placeJSON `json:"location"`
	} `json:"locationEnrichment"`
	Map *struct {
		Origin      *placeJSON `json:"origin"`
		Destination *placeJSON `json:"destination"`
	} `json:"mapEnrichment"`
}

// check wants one kind, whole.
func (e *newEnrichment) check() *apiError {
	kinds, whole := 0, false
	if e.Text != nil {
		kinds, whole = kinds+1, e.Text.Text != ""
	}
	if e.Location != nil {
		kinds, whole = kinds+1, e.Location.Location.valid()
	}
	if e.Map != nil {
		kinds, whole = kinds+1, e.Map.Origin.valid() && e.Map.Destination.valid()
	}
	if kinds != 1 || !whole {
		return invalidArgument("Request must have one valid enrichment: a text, a location or a map.")
	}
	return nil
}

func (s *Server) addEnrichment(c *call) (answer, *apiError) {
	var body struct {
		Item     *newEnrichment `json:"newEnrichmentItem"`
		Position *albumPosition `json:"albumPosition"`
	}
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	a, failure := s.findAlbum(c.client, c.id)
	switch {
	case failure != nil:
		return answer{}, failure
	case body.Item == nil || body.Position == nil:
		return answer{}, invalidArgument("Request must have an enrichment and an album position.")
	}
	if failure := body.Item.check(); failure != nil {
		return answer{}, failure
	}
	at, failure := a.place(body.Position)
	if failure != nil {
		return answer{}, failure
	}
	added := enrichment{s.ids.libraryID("enrichment"), at}
	a.enrichments = append(a.enrichments, added)
	var out struct {
		Item struct {
			ID string `json:"id"`
		} `json:"enrichmentItem"`
	}
	out.Item.ID = added.id
	return answer{json: out}, nil
}
