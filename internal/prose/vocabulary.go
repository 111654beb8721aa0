package prose

// vocabulary is the English that the grammars know: a class, then its words. "verb CLASS:" adds -s, -ed and -ing to each
// word, "noun CLASS:" the plural, "adj CLASS:" the adverb in -ly. A word may stand in several classes.
const vocabulary = `
STOP: . ! ? ;
CLAUSE: : ( ) ; — –
RANGE: - – — to or
TO: to
PERCENT: % percent pct percentage
CURRENCY: $ € £ ¥ usd eur gbp dollars euros pounds dollar euro
MAGNITUDE: hundred thousand million billion k m bn dozen
APPROX: ~ ≈ about around approximately roughly nearly almost circa
THRESHOLD: < > ≤ ≥ = under over above below least most than within maximum minimum up exceeds exceeding per every each by
ONLY: only just single exactly sole
FUNCTION: the a an and or of in on at by for from with to as is are was were be been has have had do does did not but if when while that which who this these those it its their our your we they you i he she because since so than then also into onto over under after before during until per via between against about
DETERMINER: the a an our your their its his her my this these those all each every some any no
BE: is are was were be been being am isn't aren't wasn't weren't it's there's that's they're we're you're
NEGATION: not no never none nothing nobody n't cannot can't don't doesn't didn't won't wouldn't couldn't shouldn't isn't aren't wasn't weren't haven't hasn't hadn't without neither nor unable
MODAL: can could may might must shall should will would can't cannot couldn't mightn't won't wouldn't shouldn't
MONTH: january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
SENTENCEWORD: the a an in on at of and or it we you i there this that these those for from with by to was were is are has have had at after before since until only over
noun TIME: second minute hour day week month year quarter sprint night morning millisecond microsecond decade weekend fortnight sec min hr yr
TIME: ms µs s h d mins hrs secs weekly daily monthly quarterly annually yearly overnight
noun UNIT: byte kilobyte megabyte gigabyte terabyte core cpu gpu vcpu seat point mile kilometre meter metre watt request rps qps pixel
UNIT: kb mb gb tb pb kib mib gib tib ghz mhz khz hz kbps mbps gbps px pt pts pp pct bps fps % percent ram fte ftes iops ops usd eur gbp dollars euros pounds tps
noun NUMBERED: version release phase step stage section chapter figure table port line page flight gate level tier severity priority issue ticket pr rfc item option case appendix part sprint grade cohort wave build code status type class room building windows floor scenario exercise lab day route highway model season room
NUMBERED: v ver q sev no # http https error errors p g r m fy h api ipv layer generation gen iso soc
STATUS: http https status code codes error errors response responses returns returned returning exit seeing
VERSIONWORD: version versions v ver release releases tag build ver. sdk ndk jdk jre kernel driver firmware
OCCASION: time times occurrence occurrences occurence occurences incident incidents outage outages failure failures crash crashes attempt attempts consecutive straight successive restart restarts escalation escalations complaint ticket request day week month quarter hour
TIMESWORD: times fold
noun COUNTED: person person-month developer engineer user seat login session commit release ticket call event node pod server site store shop depot office plant factory region country team order invoice payment shipment route stop record row file document report build deployment incident outage escalation complaint survey answer response message email vote customer account contributor maintainer contract project feature module integration dashboard query job task test case issue bug error crash failure meeting workshop session visit click download upload export import transaction device machine cluster instance environment warehouse machine truck driver patient student order lane store desk shift department company organisation organization partner vendor application app service field column workflow pipeline batch page screen address location item unit product
COUNTED: people staff headcount employees workforce children women men

noun PARTY: user customer client admin administrator developer engineer operator dispatcher planner manager analyst agent employee member partner vendor stakeholder resident applicant student driver buyer subscriber owner person tester reviewer maintainer contributor participant tenant guest visitor executive lead sponsor champion supervisor clerk nurse doctor teacher patient shopper merchant editor author consumer caller director colleague trainee learner approver accountant technician contractor consultant auditor citizen rider passenger cashier seller supplier carrier dealer recruiter candidate representative colleague responder steward trainer coordinator specialist architect programmer designer tester
noun PARTY: porter leader advisor adviser rep secretary tenant passenger guest clerk officer assistant surgeon pilot crew judge coordinator worker foreman midwife chef cook waiter mechanic electrician plumber inspector auditor commuter traveller visitor subsidiary committee board council librarian courier buyer scientist lawyer researcher pharmacist teller foreman assessor underwriter handler accountancy prospect hospital clinic school bank firm municipality freelancer intern
PARTY: ciso cio cto ceo cfo coo dba sales finance procurement
PARTY: we you they i everyone anyone anybody everybody he she people staff team teams personnel sre devops csm it
noun SYSTEM: application app service system server instance cluster pod node job pipeline build script api endpoint webhook database integration page form connector gateway proxy worker queue host machine tool portal site website workflow agent bot sync import export hub store device printer scanner function process
noun SCREEN: dashboard page screen tab column log console portal panel view list inbox header field banner message label badge url report queue record entry row chart graph channel folder repository registry changelog spreadsheet ticket statuspage board metabase grafana
noun CHECKABLE: status state output response result exit exitcode
noun COMMAND: command query script curl kubectl cli call
verb SHOW: show display return print output respond contain indicate appear equal match list include
SHOW: hold holds remember remembers carry carries shown reads read says see sees
verb CHECK: verify check confirm validate ensure test inspect assert
CHECK: sure make makes
verb RECORD: sign release publish merge post create archive approve deliver submit record close file tag email upload receive book update signal list register countersign notify announce attach ratify ship
verb RECORD: exchange sign confirm invite transfer export print scan commission
RECORD: sent written paid filed countersigned assigned
verb DONE: configure install deploy provision train onboard implement complete finalise finalize establish prepare integrate migrate address resolve monitor maintain review manage
DONE: set setup done finished place
verb MIGRATED: sync index migrate import load convert backfill reconcile close resolve answer process rotate encrypt backup test pass cover transfer
verb VAGUEVERB: focus rely collaborate concentrate improve enhance increase decrease reduce optimise optimize simplify streamline strengthen boost leverage familiarise familiarize understand learn engage align support facilitate empower maximise maximize minimise minimize accelerate modernise modernize mature evolve explore consider foster encourage stabilise stabilize promote benefit enjoy trust scale adopt embrace raise deepen broaden expand speed develop
VAGUEVERB: grow grows growing grew drive drives driving feel feels better understood
adj SOFTADJ: good great helpful useful proper sufficient adequate appropriate reasonable timely smooth meaningful minimal trustworthy nice strong solid seamless easy correct suitable reliable robust stable efficient effective satisfactory acceptable comfortable optimal ideal adequate sensible decent valuable excellent fine consistent relevant important ample regular necessary required flawless modern
SOFTADJ: better best right enough more less poor high-quality up-to-date well
SOFTSTATE: informed motivated possible happy aware involved prepared known considered consistent satisfied engaged aligned committed convinced familiar comfortable confident ready fine okay good better best up live operational stable productive independent self-sufficient covered supported understood respected addressed handled clarified communicated achieved reached improved optimised optimized finished completed done tidy clean tested verified validated checked implemented integrated configured installed deployed provisioned prepared established migrated trained onboarded introduced accepted guaranteed ensured maintained monitored managed reviewed discussed agreed planned
STATEPAST: locked unlocked blocked closed disabled enabled deleted removed revoked deactivated retired decommissioned renamed shut withdrawn cancelled canceled expired replaced merged opened redirected switched frozen appointed hired paid shipped
noun VAGUENOUN: improvement enhancement increase decrease reduction growth alignment engagement buy-in enablement awareness understanding familiarity readiness adoption success confidence satisfaction excellence quality value efficiency productivity performance stability reliability usability experience visibility relationship wellbeing optimisation optimization observability capability culture
VAGUENOUN: buy training
adj VAGUEADJ: sufficient adequate appropriate suitable acceptable reasonable satisfactory comfortable confident stable reliable robust mature resilient healthy optimal smooth seamless simple intuitive responsive efficient effective successful proper correct comprehensive thorough necessary relevant regular usable useful functional operational scalable consistent normal meaningful significant minimal strong positive easy quick close friendly sound solid tidy accurate sensible decent nice
VAGUEADJ: good great better best high low large fast well full fully satisfied happy familiar knowledgeable aware trained onboarded ready live ok okay fine up-to-date working works functioning right-sized optimum timely quality enough prompt clean clear secure secured

CHANGE: dropped fell declined decreased rose increased grew jumped climbed went slipped down up halved doubled tripled lost reduced cut shrank slowed risen fallen grown gained improved shortened sped accelerated dropping falling rising declining decreasing increasing saved saving saves reduction increase decrease drop decline rise growth
RATIO: halved doubled tripled quadrupled halving doubling tripling twice thrice half two-thirds third quarter-fold doubles halves triples twofold threefold tenfold fivefold
HEDGE: may might could perhaps possibly probably likely unlikely maybe seems seem seemed appears appeared apparently potentially presumably believe believes believed think thinks thought feel feels guess suspect expect expects assume assumes assumed reportedly supposedly allegedly rumoured rumored rumour rumor hear heard hearing hears imagine suppose worried worry concerned fear fears hope hopes doubt bet
QUANTVAGUE: some many several few fewer handful numerous lots lot multiple various most much less more plenty countless multitude majority often sometimes occasionally frequently frequent regularly rarely couple tons bunch scores hundreds thousands dozens millions large small high low big huge tiny significant significantly considerable considerably slightly somewhat greatly
noun COLLECTIVE: hundreds thousands dozens millions tens
VAGUETIME: recently lately nowadays soon later sometimes often usually ago

FRACTION: half third thirds fifth fifths tenth tenths quarter quarters eighth eighths sixth seventh ninth twentieth hundredth
PURPOSENOUN: feedback clarity consistency visibility debugging testing compliance accessibility readability convenience safety transparency reporting auditing analysis review troubleshooting monitoring maintenance onboarding performance security audits planning forecasting training
noun EVENTNOUN: alert alarm mail email message ticket notification event entry record error task case page receipt invoice report change difference duplicate warning
verb EVENTVERB: raise trigger send create write log post open page notify arrive appear receive reach land return finish produce emit generate reject accept hold retire redirect decommission delete remove close switch switch restart restore report start
EVENTVERB: sent written found held takes took
noun WEAKMETRIC: efficiency productivity ease simplicity quality maintainability agility satisfaction velocity confidence collaboration experience visibility reliability stability flexibility scalability happiness morale performance usability robustness maturity transparency security effectiveness innovation creativity engagement awareness understanding life focus power value
WEAKMETRIC: easier simpler better happier simple easy efficient productive flexible reliable agile quality
noun METRIC: time duration latency throughput cost spend revenue rate count number volume share size usage downtime uptime availability build deployment release cycle delivery integration error bug incident ticket test coverage memory storage cpu bandwidth traffic load response effort hour headcount price fee conversion churn retention adoption backlog queue lead wait commit pull issue failure defect speed deploy run code line setup onboarding provisioning rollback migration training processing processing shipment delivery
COMPARATIVE: faster slower quicker shorter longer higher lower larger smaller bigger cheaper better worse fewer less more easier simpler earlier later greater sooner safer cleaner lighter heavier tighter smoother
SUPERLATIVE: best worst fastest cheapest easiest biggest largest leading ultimate greatest strongest simplest finest unrivalled unmatched unparalleled unbeatable superior inferior unique

CODENAME: catalina mojave monterey ventura sonoma sequoia tahoe sierra bigsur focal jammy bionic xenial trusty noble lucid precise bookworm bullseye buster stretch jessie wheezy trixie vista xp yosemite mavericks oreo nougat marshmallow kitkat lollipop tiramisu
noun PRODUCT: kubernetes docker postgres postgresql mysql mariadb oracle sqlite redis kafka rabbitmq nats elasticsearch mongodb cassandra ubuntu debian centos fedora rhel redhat suse alpine arch gentoo macos windows android ios linux freebsd solaris node nodejs python java javascript typescript ruby rails django flask spring php perl golang rust scala kotlin swift chrome chromium firefox safari edge nginx apache tomcat iis envoy istio traefik terraform ansible puppet helm jenkins git gitlab github bazel maven gradle npm yarn pip conda cuda cudnn tensorflow pytorch keras opencv numpy react angular vue vscode intellij eclipse xcode gcc clang llvm msvc cmake qt openssl keycloak okta auth0 vault consul prometheus grafana datadog splunk spark hadoop flink airflow snowflake bigquery redshift databricks salesforce hubspot zendesk jira confluence slack teams excel sharepoint sap netsuite workday stripe twilio aws azure gcp powershell bash zsh .net dotnet etcd containerd fluentd vmware esxi hyper-v openshift rancher traefik
noun GENERICHW: computer laptop machine server desktop ssd hdd drive gpu cpu processor ram disk device hardware cloud terminal browser phone tablet cluster
MOVINGWORD: latest newest recent current newer older master main trunk head nightly snapshot edge tip default any various standard supported compatible appropriate stable
ARCHWORD: x86_64 x64 x86 amd64 arm64 aarch64 i386 i686 arm x32 armv7 bit 64bit 32bit riscv
NAMEDIGIT: k8s s3 ec2 h264 h265 oauth2 utf8 sha256 sha1 md5 base64 ipv4 ipv6 mp3 mp4 log4j http2 b2b b2c o365 m365 web3 e2e i18n l10n a11y p50 p90 p95 p99 2fa 3d 2d 24x7 python3 python2 win32 win64 es6 d3 neo4j x509 q1 q2 q3 q4 h1 h2 w3c saml2 c4 g1 3rdparty 3rd-party 1password
SETTING: on off true false enabled disabled yes no
NOANSWER: n/a na none unknown no - yes tbd same any ditto
verb SETVERB: set enable disable configure

verb REQUESTVERB: add allow support provide expose enable implement introduce include expand create extend integrate offer permit let document publish port consider rename replace deprecate move remove change display highlight hide save keep make give use expose restore bring improve increase reduce fix update upgrade migrate convert pass return emit raise handle detect warn generate accept merge split unify organise organize standardise standardize open
REQUESTVERB: build show shown built made let
IMPERATIVE: add allow support provide expose enable implement introduce include expand create extend integrate offer permit let document publish port consider rename replace deprecate move remove change display highlight hide save keep make give use restore bring improve increase reduce fix update upgrade migrate convert pass return emit raise handle detect warn generate accept merge split unify organise organize standardise standardize open build show stop send print ship store sort group link persist remember default report render avoid prevent skip set put
noun REQUESTNOUN: support ability option way setting flag button shortcut command api method feature hook parameter argument property attribute event callback toggle switch mechanism possibility permission tab menu documentation docs docs guidance example tutorial wrapper plugin extension module interface
WISH: want wants wanted wish wishes love hope hopes like need needs needed needing require requires hoping looking prefer propose suggest suggesting request requesting please should ask asks asked asking desire demands demand must
NICE: nice great useful helpful awesome good handy cool better convenient beneficial ideal lovely amazing wonderful neat excellent worthwhile fantastic valuable
BENEFACTOR: i we you they he she users user customers customer people developers developer one it this that admins agents teams everyone
verb GOALVERB: improve reduce avoid prevent ensure help encourage simplify save debug track handle protect minimise minimize achieve comply maximise maximize increase lower eliminate facilitate automate monitor analyse analyze audit measure reconcile diagnose plan forecast detect identify compare reuse maintain accelerate shorten enforce guarantee streamline satisfy fulfil preserve troubleshoot meet support verify stop catch
GOALVERB: keep keeping cut cutting speed make understand find know see get let meet meeting met close build
verb PREVENTVERB: avoid prevent comply satisfy pass eliminate stop
noun WAYNOUN: way ability option possibility permission mechanism method flag setting
CAUSATIVE: like want wants wanted prefer expect love ask asks asked wish wishes ought used going
noun CONTENTNOUN: way ability option setting flag button command api method function support permission possibility mechanism tab shortcut tool chance hook parameter mode toggle right need request plan attempt feature menu
CONTENTVERB: ought insist insists hesitate tend tends managed happens remember want wants wanted like love able need needs needed have has had nice good great useful possible hope hopes try tries trying tried take takes difficult hard easy going allow allows allowed allowing seem seems used wish wishes helpful plan ask asked expect expected supposed start begin continue fail fails failed unable cool awesome how where what when impossible prefer back due refer refers related according access equal close up down ready required requires me us users them you i
QUESTION: how why what when where who which does did is are can could has have anyone

INNERVERB: feel feels felt know knows need needs want wants like likes love loves enjoy enjoys appreciate appreciates value values trust trusts adopt adopts understand understands benefit benefits get gets agree agrees support supports embrace embraces become becomes remain remains experience experiences care cares deserve deserves perceive perceives work works make makes take takes handle handles cope copes deal deals
noun RIVALNOUN: competitor alternative rival incumbent vendor
RIVALNOUN: competition competing alternatives alternative
noun THINGNOUN: tool product solution provider option platform framework offering vendor system package project library engine service software
OTHER: other others rest similar comparable
VERSUS: versus vs unlike than over compared comparison instead alternative alternatives rather replacing replaced replaces replace whereas while against
verb SWITCHVERB: switch migrate move evaluate replace compare consider choose pick select trial test leave drop abandon prefer ditch adopt shortlist pilot benchmark renew
SWITCHVERB: chose chosen left came come moving leaving using used tried ran running uses
RIVALBRAND: retool figma miro airtable looker vanta drata snyk rippling fivetran clickhouse smartsheet clickup wrike basecamp freshworks freshservice zoho sugarcrm salesloft gong qualtrics surveymonkey typeform medallia hotjar fullstory posthog mparticle rudderstack hightouch airbyte matillion talend informatica collibra sisense domo thoughtspot starburst pingdom pagerduty opsgenie sentry bugsnag crowdstrike sailpoint onelogin jumpcloud cyberark sonarqube checkmarx veracode contentful strapi wordpress drupal bigcommerce woocommerce klaviyo iterable braze docusign pandadoc dropbox egnyte webex ringcentral aircall genesys talkdesk bamboohr personio gusto successfactors coupa zscaler
RIVALBRAND: circleci travis appveyor teamcity bamboo gitlab bitbucket spinnaker harness argo tekton buildkite salesforce hubspot zendesk freshdesk intercom servicenow jira asana monday trello notion confluence slack teams zoom tableau looker powerbi qlik metabase splunk datadog newrelic dynatrace grafana prometheus elastic snowflake databricks redshift bigquery oracle sap netsuite workday pipedrive marketo mailchimp segment amplitude mixpanel pendo heap gainsight totango churnzero vitally catalyst planhat shopify magento okta auth0 ping keycloak mulesoft boomi zapier workato stripe adyen braintree twilio vonage sendgrid aws azure gcp heroku netlify vercel cloudflare akamai fastly ceph cephfs minio hdfs glusterfs rook thanos cortex mimir loki intellij eclipse vscode atom sublime pycharm netbeans pytorch tensorflow keras caffe mxnet jax openapi kong apigee nginx envoy linkerd istio kafka pulsar rabbitmq nats spark flink storm airflow dagster prefect argocd flux chef puppet ansible saltstack terraform pulumi mongodb cassandra scylladb dynamodb cockroachdb postgres postgresql mysql mariadb docker podman openshift rancher nomad oso opa casbin cerbos permify keto
noun PARTNERWORD: integration connector plugin interoperability compatibility companion complement webhook adapter
PARTNERWORD: integrate integrates integrated integrating integrations connects connect connected works alongside together partner partners partnership
verb OPINION: believe think hear guess suspect expect assume imagine suppose feel reckon doubt predict worry fear anticipate claim seem rumour rumor speculate
OPINION: thought felt heard apparently supposedly reportedly probably likely maybe perhaps possibly rumoured rumored allegedly presumably obviously clearly honestly surely seemingly
FUTURE: will might may could would soon plans planning considering thinking threatening threatens tempted going might'll about
EVALUATIVE: ugly dead terrible nightmare pain painful joke impossible unhappy disaster useless dying buggy unreliable hopeless clumsy bloated horrible legacy impressive inferior primitive complicated confusing unusable unsafe insecure careless greedy popular unpopular loved hated likes hates trusts nobody everyone everybody simply always dramatically regret regrets regretted afraid
EVALUATIVE: better worse easier harder simpler superior inferior faster slower cheaper challenging difficult messy mess clunky weak poor lacking limited outdated expensive powerful elegant easily effectively straightforward behind ahead terrible awful best worst overpriced far nicer smoother stronger weaker
ABSOLUTE: only nobody none nothing never always everyone every no really all any no-one anyone
ATTRIBUTED: told said says stated according confirmed reported mentioned quoted shared wrote showed demonstrated explained cited noted observed measured
verb OBSERVED: test run use measure support offer charge include lack require store hold provide replace benchmark evaluate migrate switch move leave sign renew buy import export cost document publish announce acquire
OBSERVED: ran cost costs bought left chose held does doesn't is are isn't aren't uses has have had tested don't found used came

noun PROMO: breakthrough game-changer powerhouse
PROMO: revolutionary revolutionised revolutionized revolutionise transformative transformational transformed seamless seamlessly effortless effortlessly cutting-edge world-class best-in-class groundbreaking unparalleled unmatched unrivalled unrivaled incredible incredibly amazing fantastic phenomenal delighted thrilled excited exciting flawless flawlessly perfect perfectly game-changing next-generation industry-leading innovative stunning extraordinary remarkable remarkably spectacular instantly magical superb supercharge supercharged unleash unleashed skyrocket skyrocketed turbocharge trailblazing visionary dream magic love loves loved outstanding exceptional exceptionally breathtaking unbelievable
HARDSHIP: challenge challenges challenging difficult difficulty difficulties hard harder delay delays delayed late slipped struggled struggle struggling problem problems issue issues failed failure failures setback setbacks mistake mistakes underestimated obstacle obstacles rollback blocked blocker refused rejected broke broken wrong missed missing slower unexpected unexpectedly overran workaround workarounds limitation limitations tradeoff trade-off downside regret wish lessons lesson learned differently painful friction resistance
`
