package analyze

// disclaimerID is the one rule that speaks on every activity.
const disclaimerID = "safety/disclaimer"

func safetyRules() []Rule {
	return []Rule{
		{
			ID:    disclaimerID,
			Title: "Not medical advice",
			Doc:   "Stands under every report. The tool knows only what was recorded and noted, and cannot tell a cramp from other causes of leg pain.",
			Say: "For healthy adult runners; not medical advice and no diagnosis. It cannot tell cramps from other causes of leg pain. " +
				"If you are pregnant, under 18, take medicines or have heart, kidney, thyroid, diabetes or blood-pressure problems, ask a healthcare professional before you change salt or fluid. In an emergency call your local emergency number.",
			Cite:  []string{"house"},
			Grade: Opinion,
			Needs: "nothing",
			Check: func(*Pass, Rule) Verdict { return fire(Info) },
		},
	}
}
