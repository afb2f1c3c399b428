package analyze

import (
	"maps"
	"sync"
)

// Source is one entry of the bibliography.
type Source struct {
	Text string // authors, title, journal and year
	DOI  string // "" where there is none or it was not seen
}

// Sources returns the bibliography by key. "house" is our own choice, which is
// no source; "article" is the coaching article the tool grew from.
func Sources() map[string]Source { return maps.Clone(bibliography()) }

// Cite returns the source with a key; the zero Source for an unknown one.
func Cite(key string) Source { return bibliography()[key] }

var bibliography = sync.OnceValue(func() map[string]Source {
	return map[string]Source{
		"house":             {"our own choice", ""},
		"article":           {"Luff C. Calf and leg cramps from running: causes, coping, and prevention. Verywell Fit (coaching article)", ""},
		"almond2005":        {"Almond CSD et al. Hyponatremia among runners in the Boston Marathon. N Engl J Med 2005", "10.1056/NEJMoa043901"},
		"hewbutler2015":     {"Hew-Butler T et al. Statement of the 3rd International Exercise-Associated Hyponatremia Consensus Development Conference. Br J Sports Med 2015", "10.1136/bjsports-2015-095004"},
		"immda2006":         {"Hew-Butler T, Verbalis JG, Noakes TD. Updated fluid recommendation: position statement from IMMDA. Clin J Sport Med 2006", ""},
		"baker2016":         {"Baker LB et al. Normative data for regional sweat sodium concentration and whole-body sweating rate in athletes. J Sports Sci 2016", ""},
		"lau2019":           {"Lau WY, Kato H, Nosaka K. Water intake after dehydration makes muscles more susceptible to cramp but electrolytes reverse that effect. BMJ Open Sport Exerc Med 2019", "10.1136/bmjsem-2018-000478"},
		"lau2021":           {"Lau WY, Kato H, Nosaka K. Effect of oral rehydration solution versus spring water intake during exercise in the heat on muscle cramp susceptibility of young men. J Int Soc Sports Nutr 2021", "10.1186/s12970-021-00414-8"},
		"jung2005":          {"Jung AP et al. Influence of hydration and electrolyte supplementation on incidence and time to onset of exercise-associated muscle cramps. J Athl Train 2005", ""},
		"maughan2019":       {"Maughan RJ, Shirreffs SM. Muscle cramping during exercise: causes, solutions, and questions remaining. Sports Med 2019", "10.1007/s40279-019-01162-1"},
		"schwellnus2009":    {"Schwellnus MP. Cause of exercise associated muscle cramps (EAMC): altered neuromuscular control, dehydration or electrolyte depletion? Br J Sports Med 2009", "10.1136/bjsm.2008.050401"},
		"schwellnus2011":    {"Schwellnus MP, Drew N, Collins M. Increased running speed and previous cramps rather than dehydration or serum sodium changes predict exercise-associated muscle cramping. Br J Sports Med 2011", "10.1136/bjsm.2010.078535"},
		"manjra1996":        {"Manjra S, Schwellnus MP, Noakes TD. Risk factors for exercise associated muscle cramping (EAMC) in marathon runners. Med Sci Sports Exerc 1996", ""},
		"martineznavarro22": {"Martínez-Navarro I et al. Muscle cramping in the marathon: dehydration and electrolyte depletion vs. muscle damage. J Strength Cond Res 2022", "10.1519/JSC.0000000000003713"},
		"miller2022":        {"Miller KC et al. An evidence-based review of the pathophysiology, treatment, and prevention of exercise-associated muscle cramps. J Athl Train 2022", "10.4085/1062-6050-0696.20"},
		"miller2010":        {"Miller KC et al. Reflex inhibition of electrically induced muscle cramps in hypohydrated humans. Med Sci Sports Exerc 2010", "10.1249/MSS.0b013e3181c0647e"},
		"smyth2018":         {"Smyth B. Fast starters and slow finishers: a large-scale data analysis of pacing at the beginning and end of the marathon for recreational runners. J Sports Analytics 2018", "10.3233/JSA-170205"},
		"deaner2015":        {"Deaner RO et al. Men are more likely than women to slow in the marathon. Med Sci Sports Exerc 2015", "10.1249/MSS.0000000000000432"},
		"gosztyla2006":      {"Gosztyla AE et al. The impact of different pacing strategies on five-kilometer running time trial performance. J Strength Cond Res 2006", ""},
		"minetti2002":       {"Minetti AE et al. Energy cost of walking and running at extreme uphill and downhill slopes. J Appl Physiol 2002", "10.1152/japplphysiol.01177.2001"},
		"gilgenammann2020":  {"Gilgen-Ammann R, Schweizer T, Wyss T. Accuracy of distance recordings in eight positioning-enabled sport watches. JMIR mHealth uHealth 2020", "10.2196/17118"},
		"smyth2021":         {"Smyth B. How recreational marathon runners hit the wall. PLoS ONE 2021", "10.1371/journal.pone.0251513"},
		"smyth2022":         {"Smyth B, Maunder E et al. Decoupling of internal and external workload during a marathon: an analysis of durability in 82,303 recreational runners. Sports Med 2022", "10.1007/s40279-022-01680-5"},
		"doherty2020":       {"Doherty C et al. Devising a pace-based definition for \"The Wall\": an observational analysis of marathoners' subjective experiences of fatigue. J Athl Train 2020", ""},
		"delcoso2013":       {"Del Coso J et al. Running pace decrease during a marathon is positively related to blood markers of muscle damage. PLoS ONE 2013", "10.1371/journal.pone.0057602"},
		"frandsen2025":      {"Schuster Brandt Frandsen J et al. How much running is too much? Identifying high-risk running sessions in a 5200-person cohort study. Br J Sports Med 2025", "10.1136/bjsports-2024-109380"},
		"sawka2007":         {"Sawka MN et al. ACSM position stand: exercise and fluid replacement. Med Sci Sports Exerc 2007", "10.1249/mss.0b013e31802ca597"},
		"goulet2011":        {"Goulet EDB. Effect of exercise-induced dehydration on time-trial exercise performance: a meta-analysis. Br J Sports Med 2011", "10.1136/bjsm.2010.077966"},
		"jeukendrup2014":    {"Jeukendrup A. A step towards personalized sports nutrition: carbohydrate intake during exercise. Sports Med 2014", "10.1007/s40279-014-0148-z"},
		"mckenzie2015":      {"McKenzie AL et al. Accuracy of urine color to detect equal to or greater than 2% body mass loss in men. J Athl Train 2015", ""},
		"ely2007":           {"Ely MR et al. Impact of weather on marathon-running performance. Med Sci Sports Exerc 2007", ""},
		"elhelou2012":       {"El Helou N et al. Impact of environmental parameters on marathon running performance. PLoS ONE 2012", "10.1371/journal.pone.0037407"},
		"armstrong2007":     {"Armstrong LE et al. ACSM position stand: exertional heat illness during training and competition. Med Sci Sports Exerc 2007", ""},
		"roberts2021":       {"Roberts WO et al. Consensus on exertional heat illness. Curr Sports Med Rep 2021;20:470-484", "10.1249/JSR.0000000000000878"},
		"nhs":               {"NHS. Deep vein thrombosis: symptoms and what to do (patient information)", ""},
		"behm2016":          {"Behm DG et al. Acute effects of muscle stretching on physical performance, range of motion, and injury incidence in healthy active individuals: a systematic review. Appl Physiol Nutr Metab 2016", "10.1139/apnm-2015-0235"},
		"everssmith2023":    {"Evers-Smith JW, Miller KC. Does prophylactic stretching reduce the occurrence of exercise-associated muscle cramping? A critically appraised topic. J Sport Rehabil 2023", "10.1123/jsr.2022-0374"},
		"wiewelhove2019":    {"Wiewelhove T et al. A meta-analysis of the effects of foam rolling on performance and recovery. Front Physiol 2019", "10.3389/fphys.2019.00376"},
		"mota2020":          {"Mota GR et al. Review of 21 studies of compression stockings. Open Access J Sports Med 2020", "10.2147/OAJSM.S198809"},
		"montoye2021":       {"Montoye AHK et al. Study of compression after a graded treadmill test. Int J Exerc Sci 2021;14:1036-1051", ""},
		"summers2014":       {"Summers KM, Snodgrass SJ, Callister R. Predictors of calf cramping in rugby league. J Strength Cond Res 2014", "10.1519/JSC.0b013e31829f360c"},
		"hoffman2015":       {"Hoffman MD, Stuempfle KJ. Muscle cramping during a 161-km ultramarathon: comparison of characteristics of those with and without cramping. Sports Med Open 2015", ""},
		"schwellnus2018":    {"Schwellnus MP et al. Underlying chronic disease, medication use, history of running injuries and being a more experienced runner are independent factors associated with EAMC: a cross-sectional study in 15778 distance runners. Clin J Sport Med 2018", "10.1097/JSM.0000000000000456"},
		"lydersen2009":      {"Lydersen S, Fagerland MW, Laake P. Recommended tests for association in 2x2 tables. Stat Med 2009", "10.1002/sim.3531"},
		"vickers2016":       {"Vickers AJ, Vertosick EA. An empirical study of race times in recreational endurance runners. BMC Sports Sci Med Rehabil 2016", "10.1186/s13102-016-0052-y"},
	}
})
